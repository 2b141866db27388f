/** The folder of the database: can it be written, is there room, does a daemon own it? */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { NodeConfig } from '../../config/schema.ts'
import { isLeased } from '../../store/lease.ts'
import { readStore } from '../../store/store.ts'
import type { Finding } from './types.ts'

/** Bytes under which somebody should act, and under which the daemon may stop at any time. */
const LOW = 2 * 1024 ** 3
const FULL = 200 * 1024 ** 2

/** `running`: a daemon owns the database now. */
export function checkDisk({ dataDir }: Pick<NodeConfig, 'dataDir'>): { readonly findings: readonly Finding[]; readonly running: boolean } {
  const base = { area: 'disk', subject: dataDir } as const
  const folder = findExisting(resolve(dataDir))
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    return {
      findings: [{ ...base, result: 'failed', detail: `${folder} cannot be written`, next: 'give this user the folder' }],
      running: false,
    }
  }
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free`
  const next = 'make room: without it nothing can be recorded, and what cannot be recorded is not done'
  const room: Finding =
    free < LOW ? { ...base, result: free < FULL ? 'failed' : 'warning', detail, next } : { ...base, result: 'ok', detail }
  const { finding, running } = checkDatabase(join(dataDir, 'paynode.db'))
  return { findings: [room, finding], running }
}

function checkDatabase(file: string): { readonly finding: Finding; readonly running: boolean } {
  const base = { area: 'disk', subject: file } as const
  if (!existsSync(file)) return { finding: { ...base, result: 'ok', detail: 'none yet; the first start makes it' }, running: false }
  try {
    const store = readStore(file)
    try {
      const running = isLeased(store.db)
      return { finding: { ...base, result: 'ok', detail: running ? 'a daemon owns it' : 'no daemon owns it' }, running }
    } finally {
      store.close()
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'does not open'
    const next = 'put the last copy back; the chain and the PSPs know what happened since'
    return { finding: { ...base, result: 'failed', detail, next }, running: false }
  }
}

const findExisting = (folder: string): string => (existsSync(folder) || dirname(folder) === folder ? folder : findExisting(dirname(folder)))
