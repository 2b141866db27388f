/**
 * `npm run bench:gossip -- --daemons 50 --epochs 4 --seconds 5 --threads 2 --limit 300 --json`: exits 1 when a report was lost.
 * `npm run bench:gossip -- --attack flood --pairs 5 --rate 1000 --json`: exits 1 when the attacker was not cut off or came back.
 */
import { parseArgs } from 'node:util'
import { benchAttack } from './benchAttack.ts'
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
    /** `flood` or `forge`: one daemon under attack instead of a network. */
    attack: { type: 'string' },
    pairs: number('5'),
    /** Messages per second that the attacker sends. */
    rate: number('1000'),
    json: { type: 'boolean', default: false },
  },
})
const onProgress = (text: string) => void process.stderr.write(`${text}\n`)
const print = (result: object, lines: readonly string[]) =>
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`)
const limitSeconds = Number(values.limit)

if (values.attack === undefined) await measureNetwork()
else if (values.attack === 'flood' || values.attack === 'forge') await measureAttack(values.attack)
else throw new Error(`--attack is flood or forge, not ${values.attack}`)

async function measureNetwork(): Promise<void> {
  const result = await benchGossip({
    daemons: Number(values.daemons),
    epochs: Number(values.epochs),
    epochSeconds: Number(values.seconds),
    threads: Number(values.threads),
    limitSeconds,
    onProgress,
  })
  print(result, [
    `${result.daemons} daemons met in ${result.meetSeconds} s: ${result.connections} connections by ${result.dials} dials`,
    `${result.delivered} of ${result.expected} reports delivered (${result.deliveredPercent} %)`,
    `latency p50 ${result.p50Ms} ms, p95 ${result.p95Ms} ms, p99 ${result.p99Ms} ms, longest ${result.maxMs} ms`,
    `processor ${result.cpuPercentPerDaemon} % of a core per daemon`,
  ])
  process.exitCode = result.delivered === result.expected ? 0 : 1
}

async function measureAttack(attack: 'flood' | 'forge'): Promise<void> {
  const result = await benchAttack({ attack, pairs: Number(values.pairs), perSecond: Number(values.rate), limitSeconds, onProgress })
  print(result, [
    `${attack}, ${result.pairs} pairs of runs of ${result.reports} honest reports, ${result.attackPerSecond} messages per second from the attacker`,
    `verified per processor second ${result.honestPerCpuSecond} without, ${result.attackedPerCpuSecond} with it: ratio ${result.ratioPerCpuSecond}`,
    `verified per second: ratio ${result.ratioPerSecond}`,
    `cut off after at most ${result.cutOffMs} ms and ${result.sent} messages; ${result.returns} returns in ${result.tries} tries`,
  ])
  process.exitCode = result.cutOffMs !== undefined && result.returns === 0 ? 0 : 1
}
