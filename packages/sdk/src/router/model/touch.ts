/** Marks what has changed: values and Merkle leaves that depend on it are made anew when they are needed. */
import type { State, View } from './state.ts'
import { at } from './table.ts'

/** A provider's row has changed. */
export function touch({ cache }: State, row: number): void {
  cache.clock += 1
  cache.changes[row] = cache.clock
  cache.leaves.delete(row)
}

/** Something that every value is measured against has changed. */
export function touchEverybody({ cache }: State): void {
  cache.clock += 1
  cache.everybody = cache.clock
}

/** Whether a row of a view is up to date; if it is not, the caller fills it now. */
export function isFresh({ cache }: State, { stamps }: View, row: number): boolean {
  const stamp = at(stamps, row)
  if (stamp >= cache.everybody && stamp >= at(cache.changes, row)) return true
  stamps[row] = cache.clock
  return false
}
