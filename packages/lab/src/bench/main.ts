/** `npm run bench:routing`: progress on stderr, files in a folder, a table or one JSON object on stdout. */
import { fullSpeed, quickSpeed } from './measureSpeed.ts'
import { parseArguments, usage } from './parseArguments.ts'
import { runBench } from './runBench.ts'
import { toMarkdown } from './toMarkdown.ts'
import { writeReport } from './writeReport.ts'

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(`stopped by ${name}`)))

try {
  const { plan, quick, json, out, help } = parseArguments(process.argv.slice(2))
  if (help) process.stdout.write(usage)
  else {
    const tty = process.stderr.isTTY
    const { result, worlds } = await runBench({
      plan,
      speed: quick ? quickSpeed : fullSpeed,
      signal: stop.signal,
      onProgress: (done, of, { scenario, seed }) => {
        const line = `${done}/${of} worlds, ${scenario} seed ${seed}`
        if (tty) process.stderr.write(`\r\x1b[2K${toBar(done / of)} ${line}`)
        else if (done === of || done % Math.ceil(of / 10) === 0) process.stderr.write(`${line}\n`)
      },
    })
    if (tty) process.stderr.write('\r\x1b[2K')
    const files = writeReport(out, result, worlds)
    process.stderr.write(`${files.join('\n')}\n`)
    process.stdout.write(`${json ? JSON.stringify(result) : toMarkdown(result)}\n`)
  }
} catch (error) {
  process.stderr.write(`bench:routing: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = stop.signal.aborted ? 130 : error instanceof RangeError || error instanceof TypeError ? 2 : 1
}

function toBar(share: number): string {
  const full = Math.round(share * 24)
  return `${'█'.repeat(full)}${'░'.repeat(24 - full)}`
}
