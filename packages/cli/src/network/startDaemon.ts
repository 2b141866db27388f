/** One provider daemon in a process of its own, so that it can be killed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import type { ProviderFiles } from './createProviderFiles.ts'
import { getLauncher } from './paths.ts'
import { type ReadyLine, readyLineSchema } from './readyLine.ts'

/** A running daemon. */
export type Daemon = { readonly child: Child; readonly ready: ReadyLine }

/** Starts `paynode start --config` and waits for its ready line. `onChild` hears of the process before it is ready. */
export async function startDaemon(provider: ProviderFiles, onChild: (child: Child) => void): Promise<Daemon> {
  const logFile = join(provider.directory, 'daemon.log')
  const child = startChild({
    name: provider.name,
    file: process.execPath,
    args: [...quietFlags, getLauncher(), 'start', '--config', provider.configFile, '--json'],
    logFile,
  })
  onChild(child)
  const line = await child.firstLine.catch((error: Error) => {
    throw new Error(`${error.message}; its log says: ${readTail(logFile)}`, { cause: error })
  })
  return { child, ready: readyLineSchema.parse(JSON.parse(line)) }
}

const quietFlags = ['--disable-warning=ExperimentalWarning']

function readTail(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.at(-1)?.slice(0, 500) || '(nothing)'
}
