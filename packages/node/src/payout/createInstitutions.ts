/** Keeps each PSP's own list of banks and networks, so that a form that shows it does not ask the PSP every time. */
import type { Clock } from '../runtime/clock.ts'
import type { Institution, PspAdapter } from './psp.ts'

/** `list` answers from the cache; undefined when the PSP has no list or never gave one. */
export type Institutions = {
  list(adapter: Pick<PspAdapter, 'id' | 'institutions'>, country: string, signal: AbortSignal): Promise<readonly Institution[] | undefined>
}

const KEEP_MS = 6 * 3_600_000
const PAUSE_MS = 60_000

/**
 * Creates the cache. A list is good for `keepMs`; then whoever asks first has it read again, once for all who ask meanwhile. While the PSP does
 * not answer the old list stands, and the PSP is left alone for `pauseMs`. Milliseconds.
 */
export function createInstitutions(deps: {
  readonly clock: Clock
  readonly keepMs?: number | undefined
  readonly pauseMs?: number | undefined
}): Institutions {
  const { clock, keepMs = KEEP_MS, pauseMs = PAUSE_MS } = deps
  type Entry = { list?: readonly Institution[] | undefined; askAt: number; running?: Promise<void> | undefined }
  const entries = new Map<string, Entry>()

  const refresh = async (entry: Entry, adapter: Pick<PspAdapter, 'institutions'>, country: string) => {
    const list = await adapter.institutions(country, new AbortController().signal).catch(() => undefined) // the transport's time-out ends it
    if (list) entry.list = list
    entry.askAt = clock.now() + (list ? keepMs : pauseMs)
    entry.running = undefined
  }

  return {
    async list(adapter, country, signal) {
      const key = `${adapter.id} ${country}`
      const entry = entries.get(key) ?? { askAt: 0 }
      entries.set(key, entry)
      if (clock.now() >= entry.askAt) {
        entry.running ??= refresh(entry, adapter, country)
        await untilAborted(entry.running, signal)
      }
      return entry.list
    },
  }
}

/** One that gives up leaves the reading to the others. */
async function untilAborted(running: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const aborted = Promise.withResolvers<void>()
  const onAbort = () => aborted.resolve()
  signal.addEventListener('abort', onAbort, { once: true })
  await Promise.race([running, aborted.promise])
  signal.removeEventListener('abort', onAbort)
}
