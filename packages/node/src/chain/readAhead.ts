/** Reads old ranges ahead of whoever stores them, as large as their events allow. */
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

const FIRST_RANGE = 50
const MAX_RANGE = 2_000
/** Answers of more events than this are slow to read and heavy to keep: ranges are made to hold about as many. */
const MANY_EVENTS = 4_000
/** Ranges that are read beside the one that is being stored: reading takes several answers, and storing keeps them waiting. */
const AHEAD = 3

type Reading = { readonly from: number; readonly to: number; readonly updates: Promise<readonly BlockUpdate[]> }

/** Creates the reader. */
export function createAheadReader(deps: { readonly client: PublicClient; readonly contracts: WatchedContracts }): AheadReader {
  let range = FIRST_RANGE
  let ahead: Reading[] = []
  const start = (from: number, last: number): Reading => {
    const to = Math.min(last, from + range - 1)
    const updates = readOld(deps, { from, to })
    updates.catch(() => {}) // who reads it is told; nobody may
    return { from, to, updates }
  }
  /** Keeps so many readings under way, each from where the one before it should end. */
  const fill = (from: number, last: number) => {
    if (ahead[0]?.from !== from) ahead = []
    for (let next = (ahead.at(-1)?.to ?? from - 1) + 1; ahead.length < AHEAD && next <= last; ) {
      const reading = start(next, last)
      ahead.push(reading)
      next = reading.to + 1
    }
  }
  return {
    read: async (from, last) => {
      fill(from, last)
      const updates = (await ahead.shift()?.updates) ?? []
      const events = updates.reduce((sum, update) => sum + update.events.length, 0)
      const end = updates.at(-1)?.header.number
      if (end === undefined) return updates
      const fitting = Math.floor(((end + 1 - from) * MANY_EVENTS) / Math.max(1, events))
      range = Math.max(1, Math.min(MAX_RANGE, 2 * range, fitting))
      fill(end + 1, last)
      return updates
    },
    drop: () => {
      ahead = []
    },
    shrink: () => {
      ahead = []
      range = Math.max(1, Math.floor(range / 2))
    },
  }
}
