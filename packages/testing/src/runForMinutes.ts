/** The command line of a run that lasts some minutes: how long, which seed, progress for a person or one object for a program. */
import { parseArgs } from 'node:util'

/** A run. `ok` decides the exit code. */
export type Run = (parameters: {
  readonly minutes: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
}) => Promise<{ readonly ok: boolean }>

/** Reads `--minutes --seed --json --verbose --help`, runs and prints the result. @throws RangeError with the usage on other numbers. */
export async function runForMinutes(run: Run, { usage, minutes: standard }: { readonly usage: string; readonly minutes: number }) {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: String(standard) },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    strict: true,
  })
  if (values.help) return void process.stdout.write(`${usage}\n`)
  const minutes = Number(values.minutes)
  const seed = Number(values.seed)
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new RangeError(`--minutes and --seed take numbers\n\n${usage}`)
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(`stopped by ${name}`)))
  const started = performance.now()
  const result = await run({
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
