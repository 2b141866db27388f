/** Child processes of the local network: each in its own process group, each notices when its parent is gone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** A running child. */
export type Child = {
  readonly name: string
  readonly pid: number
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>
  readonly isRunning: () => boolean
  /** The first line on stdout; rejects when the child ends before. */
  readonly firstLine: Promise<string>
  /** SIGTERM, then SIGKILL to what is left of its group after `graceMs`. */
  stop(graceMs?: number): Promise<void>
  /** SIGKILL to the whole group, at once. */
  kill(): Promise<void>
}

/** Environment name that tells a paynode process to end when its stdin does. */
export const followParentVariable = 'PAYNODE_FOLLOW_PARENT'

/** Starts a child. Its stderr goes to `logFile`; its stdin is a pipe that closes when this process dies, however it dies. */
export function startChild(parameters: {
  readonly name: string
  readonly file: string
  readonly args: readonly string[]
  readonly logFile: string
  readonly env?: Readonly<Record<string, string>>
}): Child {
  const { name, file, args, logFile, env } = parameters
  const log = openSync(logFile, 'a', 0o600)
  const child = spawn(file, args, {
    stdio: ['pipe', 'pipe', log],
    detached: true, // own group: Ctrl-C in a terminal reaches this process only, which then stops them in order
    env: { ...process.env, ...env, [followParentVariable]: '1' },
  })
  closeSync(log)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let running = true
  void ended.then(() => {
    running = false
  })
  const firstLine = readFirstLine(child, name)
  firstLine.catch(() => {}) // awaited by whoever needs it
  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, signal)
    } catch {
      // the group has ended
    }
  }
  const kill = async () => {
    signalGroup('SIGKILL')
    await ended
  }
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    isRunning: () => running,
    firstLine,
    kill,
    async stop(graceMs = 5_000) {
      if (running) child.kill('SIGTERM') // the leader ends and reaps its own children
      const timer = setTimeout(() => signalGroup('SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
      signalGroup('SIGKILL')
    },
  }
}

function readFirstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.includes('\n')) return // keep draining, so that the child never blocks on a full pipe
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    child.stdin?.on('error', () => {}) // the child ended first
    child.once('error', (error) => reject(new Error(`${name} could not be started: ${error.message}`, { cause: error })))
    child.once('exit', (code, signal) => reject(new Error(`${name} ended before it was ready (${signal ?? `exit ${code}`})`)))
  })
}
