/** What stands after a new bundle: its words, and older ones where it has none and they are not too old. */
import type { Bundle, Entry } from './types.ts'

/** Epochs for which a statement or a measurement stands. */
export const BUNDLE_LIFE = 3

/** Merges. */
export function mergeBundle(before: Bundle | undefined, next: Bundle): Bundle {
  const isFresh = (part: { readonly epoch: number } | undefined) => part !== undefined && next.epoch - part.epoch < BUNDLE_LIFE
  return {
    epoch: next.epoch,
    entries: next.entries.map((entry, index): Entry | undefined => {
      const old = before?.entries[index]
      if (!entry) return undefined
      return {
        report: entry.report ?? (isFresh(old?.report) ? old?.report : undefined),
        probe: entry.probe ?? (isFresh(old?.probe) ? old?.probe : undefined),
      }
    }),
  }
}
