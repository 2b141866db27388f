/** Runs commands as a newcomer's shell would: in a folder, loudly when they fail, ended with whatever they started. */
import { type ChildProcess, spawn } from 'node:child_process'

/** npm asks nothing and tells nothing that is not about this project. */
const env = {
  ...process.env,
  npm_config_yes: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  CI: '1',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
}

function start(command: string, cwd: string): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  return { child, output: () => output }
}

/** Its output. @throws with the output when it fails. */
export async function run(command: string, cwd: string): Promise<string> {
  const { child, output } = start(command, cwd)
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${command} failed (${code}):\n${output()}`)
  return output()
}

/** A command that stays open, once its output matches. `stop` ends it and its children. @throws when it ends before. */
export async function runUntil(command: string, cwd: string, pattern: RegExp) {
  const { child, output } = start(command, cwd)
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await closed
  }
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(output())
      if (match) resolve(match)
    }
    child.stdout?.on('data', look)
    child.on('close', (code) => reject(new Error(`${command} ended (${code}):\n${output()}`)))
  })
  return { found, stop }
}
