/** The load gate's memory: closed over one share of capacity, open again under a lower one. */
import { rules } from '../rules.ts'
import type { State } from './state.ts'
import { at } from './table.ts'

/** Follows a change of what a provider has in flight. */
export function followCrowd({ providers, corridors }: State, row: number): void {
  const inFlight = at(providers.inFlight, row)
  for (const { rows } of corridors.values()) {
    const capacity = at(rows.capacity, row)
    if (capacity === 0) rows.crowded[row] = 0
    else if (isOver(inFlight + 1, capacity, rules.gates.loadPercent)) rows.crowded[row] = 1
    else if (!isOver(inFlight, capacity, rules.gates.calmPercent)) rows.crowded[row] = 0
  }
}

/** Whether orders exceed a percentage of a capacity. */
export const isOver = (orders: number, capacity: number, percent: number): boolean => orders * 100 > capacity * percent
