/** The process: signals, the parent's death, exit codes, and one clear line for expected errors. */
import { CommanderError } from 'commander'
import { describeError, exitCodes, InterruptedError } from './errors.ts'
import { followParentVariable } from './network/child.ts'
import { createProgress } from './output/progress.ts'
import { render } from './output/render.ts'
import { createProgram } from './program.ts'

const stop = new AbortController()

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(exitCodes.interrupted) // asked twice: children notice that their pipe closed
    stop.abort(new InterruptedError(name))
  })
}
process.on('SIGHUP', () => stop.abort(new InterruptedError('SIGHUP')))

if (process.env[followParentVariable] === '1') {
  process.stdin.on('end', () => stop.abort(new InterruptedError('the end of its parent')))
  process.stdin.resume().unref?.()
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE')
      stop.abort(new InterruptedError('a closed pipe')) // the reader of our output went away
    else throw error
  })
}

let json = false
const progress = createProgress(process.stderr, { plain: 'quiet' })
const story = createProgress(process.stderr, { plain: 'lines' })

const program = createProgram({
  signal: stop.signal,
  env: process.env,
  progress,
  story,
  mode: () => (json ? 'json' : 'text'),
  emit: (view) => {
    progress.close()
    story.close()
    render(view, json ? 'json' : 'text', process.stdout)
  },
}).hook('preAction', (_program, command) => {
  json = command.optsWithGlobals().json === true
})

try {
  await program.parseAsync(process.argv)
  process.exitCode ??= exitCodes.ok
} catch (error) {
  progress.close()
  story.close()
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage // commander has printed its line
  } else {
    const { message, exitCode } = describeError(error)
    process.stderr.write(`paynode: ${message}\n`)
    if (process.env.PAYNODE_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    process.exitCode = exitCode
  }
}
// Sockets kept alive by fetch or viem must not hold a finished command back.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
process.exit()
