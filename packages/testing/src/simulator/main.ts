/** `npm run sim -- --seeds 1000 --json`: runs seeded histories and prints one JSON object. `--seed 7 --trace` tells one history line by line. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runHistory } from './history/runHistory.ts'
import { runHistories } from './runHistories.ts'

const usage = `Usage: npm run sim -- [--seeds N] [--from SEED] [--threads N] [--json]
       npm run sim -- --seed SEED [--trace] [--json]

  --seeds N     how many histories to run (100)
  --from SEED   the first seed (1)
  --threads N   histories at the same time (the number of cores)
  --seed SEED   run this one history
  --trace       print what happens in it, line by line
  --json        print one JSON object and nothing else on stdout

Exits 1 when a law was broken. The same seed gives the same history everywhere.`

const options = {
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  threads: { type: 'string', default: String(availableParallelism()) },
  seed: { type: 'string' },
  trace: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const { values } = parseArgs({ options, strict: true })
if (values.help) process.stdout.write(`${usage}\n`)
else if (values.seed !== undefined) await one(toInteger('seed', values.seed))
else await many()

async function one(seed: number): Promise<void> {
  const out = values.json ? process.stderr : process.stdout
  const result = await runHistory(seed, values.trace ? { trace: (text) => void out.write(`${text}\n`) } : {})
  process.stdout.write(`${JSON.stringify(result, undefined, values.json ? undefined : 2)}\n`)
  process.exitCode = result.findings.length > 0 ? 1 : 0
}

async function many(): Promise<void> {
  const from = toInteger('from', values.from)
  const seeds = Array.from({ length: toInteger('seeds', values.seeds) }, (_, index) => from + index)
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 100) / 10
  let failing = 0
  const summary = await runHistories({
    seeds,
    threads: Math.min(toInteger('threads', values.threads), seeds.length),
    onResult: ({ findings }, done) => {
      if (findings.length > 0) failing += 1
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${seeds.length} histories, ${failing} failing, ${seconds()} s `)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  process.stdout.write(`${JSON.stringify({ ...summary, seconds: seconds() }, undefined, values.json ? undefined : 2)}\n`)
  process.exitCode = summary.failingSeeds.length > 0 ? 1 : 0
}

function toInteger(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} takes a whole number from 1, not "${text}"\n\n${usage}`)
  return value
}
