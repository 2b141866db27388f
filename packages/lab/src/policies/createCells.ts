/** State per provider, or per provider and corridor, made when first touched. */
import type { WorldOrder } from '../world/types.ts'
import type { Scope } from './tuning.ts'

/** The state that an attempt belongs to. */
export type Cells<state> = (order: Pick<WorldOrder, 'corridor'>, provider: number) => state

/** Cells of one run. */
export function createCells<state>(scope: Scope, create: () => state): Cells<state> {
  const cells: (state | undefined)[] = []
  return ({ corridor }, provider) => {
    const key = scope === 'provider' ? provider : provider * 16 + corridor
    const found = cells[key]
    if (found !== undefined) return found
    const made = create()
    cells[key] = made
    return made
  }
}
