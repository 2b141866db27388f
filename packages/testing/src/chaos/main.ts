/** `npm run chaos -- --minutes 3 --json`: breaks a real local network for a while and says whether everybody got what was owed. */
import { parseArgs } from 'node:util'
import { runChaos } from './runChaos.ts'

const usage = `Usage: npm run chaos -- [--minutes N] [--seed N] [--json]

  --minutes N   how long orders and faults keep coming (3)
  --seed N      which faults strike when (1)
  --json        print one JSON object and nothing else on stdout

Exits 1 unless every order ended, none was paid twice, and the contract holds what it owes.`

const options = {
  minutes: { type: 'string', default: '3' },
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
  const result = await runChaos({
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
