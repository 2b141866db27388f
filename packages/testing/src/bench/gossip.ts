/** `npm run bench:gossip -- --daemons 50 --epochs 4 --seconds 5 --threads 2 --limit 300 --json`: exits 1 when a report was lost. */
import { parseArgs } from 'node:util'
import { benchGossip } from './benchGossip.ts'

const number = (text: string) => ({ type: 'string' as const, default: text })
const { values } = parseArgs({
  options: {
    daemons: number('50'),
    epochs: number('4'),
    seconds: number('5'),
    threads: number('2'),
    /** Seconds after which the benchmark gives up. */
    limit: number('300'),
    json: { type: 'boolean', default: false },
  },
})
const result = await benchGossip({
  daemons: Number(values.daemons),
  epochs: Number(values.epochs),
  epochSeconds: Number(values.seconds),
  threads: Number(values.threads),
  limitSeconds: Number(values.limit),
  onProgress: (text) => process.stderr.write(`${text}\n`),
})
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else {
  const {
    daemons,
    meetSeconds,
    connections,
    dials,
    delivered,
    expected,
    deliveredPercent,
    p50Ms,
    p95Ms,
    p99Ms,
    maxMs,
    cpuPercentPerDaemon,
  } = result
  process.stdout.write(
    [
      `${daemons} daemons met in ${meetSeconds} s: ${connections} connections by ${dials} dials`,
      `${delivered} of ${expected} reports delivered (${deliveredPercent} %)`,
      `latency p50 ${p50Ms} ms, p95 ${p95Ms} ms, p99 ${p99Ms} ms, longest ${maxMs} ms`,
      `processor ${cpuPercentPerDaemon} % of a core per daemon`,
      '',
    ].join('\n'),
  )
}
process.exitCode = result.delivered === result.expected ? 0 : 1
