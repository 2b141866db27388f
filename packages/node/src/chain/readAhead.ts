/** Reads old ranges one ahead of whoever stores them, as large as their events allow. */
import type { PublicClient } from 'viem'
import type { WatchedContracts } from './decode.ts'
import type { BlockUpdate } from './events.ts'
import { readOld } from './readOld.ts'

/** The reader. `drop` forgets what was read ahead, because an endpoint lied; `shrink` asks for less after a failure. */
export type AheadReader = {
  /** Blocks from `from` on, none above `last`. */
  read(from: number, last: number): Promise<readonly BlockUpdate[]>
  drop(): void
  shrink(): void
}

const FIRST_RANGE = 200
const MAX_RANGE = 2_000
/** Answers of more than this many events are slow to read and heavy to keep: the next range is made smaller. */
const MANY_EVENTS = 4_000

/** Creates the reader. */
export function createAheadReader(deps: { readonly client: PublicClient; readonly contracts: WatchedContracts }): AheadReader {
  let range = FIRST_RANGE
  let ahead: { readonly from: number; readonly updates: Promise<readonly BlockUpdate[]> } | undefined
  const start = (from: number, last: number) => readOld(deps, { from, to: Math.min(last, from + range - 1) })
  return {
    read: async (from, last) => {
      const known = ahead?.from === from ? ahead.updates : undefined
      ahead = undefined
      const updates = await (known ?? start(from, last))
      const events = updates.reduce((sum, update) => sum + update.events.length, 0)
      range = events > MANY_EVENTS ? Math.max(1, Math.floor((range * MANY_EVENTS) / events)) : Math.min(MAX_RANGE, range * 2)
      const next = (updates.at(-1)?.header.number ?? last) + 1
      if (next <= last) {
        ahead = { from: next, updates: start(next, last) }
        ahead.updates.catch(() => {}) // who reads it is told; nobody may
      }
      return updates
    },
    drop: () => {
      ahead = undefined
    },
    shrink: () => {
      range = Math.max(1, Math.floor(range / 2))
    },
  }
}
