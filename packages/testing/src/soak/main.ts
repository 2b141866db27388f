/** `npm run soak -- --minutes 30 --json`: a steady stream of orders through a real local network, and whether its daemons keep their memory. */
import { parseArgs } from 'node:util'
import { runSoak } from './runSoak.ts'

const usage = `Usage: npm run soak -- [--minutes N] [--seed N] [--json]

  --minutes N   how long orders keep coming (30)
  --seed N      which orders come (1)
  --json        print one JSON object and nothing else on stdout

Exits 1 unless what each daemon keeps on its heap stays within ten percent once it is warm.`

const options = {
  minutes: { type: 'string', default: '30' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const { values } = parseArgs({ options, strict: true })
if (values.help) process.stdout.write(`${usage}\n`)
else await main()

async function main(): Promise<void> {
  const minutes = Number(values.minutes)
  const seed = Number(values.seed)
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new RangeError(`--minutes and --seed take numbers\n\n${usage}`)
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(`stopped by ${name}`)))
  const started = performance.now()
  const result = await runSoak({
    minutes,
    seed,
    signal: stop.signal,
    onProgress: (text) => {
      const at = ((performance.now() - started) / 1_000).toFixed(0).padStart(4)
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${at} s  ${text}`)
      else if (values.verbose) process.stderr.write(`${at} s  ${text}\n`)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  process.stdout.write(`${JSON.stringify(result, undefined, values.json ? undefined : 2)}\n`)
  process.exitCode = result.ok ? 0 : 1
}
