/** Puts places in order, all of them or the best few. */

/** Candidates as columns. `tiers` order before `crowds`, these before `keys`; then the emptier, then the lot. `explored` is the place to put first, or −1. */
export type Standing = {
  readonly rows: readonly number[]
  /** Q16. */
  readonly keys: Float64Array
  /** Predicted rates and their deviations, Q16. */
  readonly rates: Float64Array
  readonly deviations: Float64Array
  readonly tiers: Float64Array
  /** Loads of those that the load gate holds back, 0 of all others: among them who has least to do comes first, whatever its score. */
  readonly crowds: Float64Array
  /** Orders in flight over capacity, Q20. */
  readonly loads: Float64Array
  readonly lots: Float64Array
  /** The values of price and exploration, Q12. */
  readonly prices: Float64Array
  readonly draws: Float64Array
  explored: number
}

/** The best `limit` places, best first. */
export function selectBest(standing: Standing, limit: number): number[] {
  const { rows } = standing
  const compare = (left: number, right: number) => comparePlaces(standing, left, right)
  if (limit >= rows.length) return rows.map((_, place) => place).sort(compare)
  const best: number[] = []
  for (let place = 0; place < rows.length; place++) {
    const last = best[limit - 1]
    if (last !== undefined && compare(place, last) > 0) continue
    let position = Math.min(best.length, limit - 1)
    for (; position > 0; position--) {
      const before = best[position - 1]
      if (before === undefined || compare(before, place) < 0) break
      best[position] = before
    }
    best[position] = place
  }
  return best
}

function comparePlaces({ tiers, crowds, keys, loads, lots, explored }: Standing, left: number, right: number): number {
  if (left === explored || right === explored) return left === explored ? -1 : 1
  return (
    difference(tiers, left, right) ||
    difference(crowds, left, right) ||
    difference(keys, right, left) ||
    difference(loads, left, right) ||
    difference(lots, left, right) ||
    left - right
  )
}

const difference = (column: Float64Array, left: number, right: number) => (column[left] ?? 0) - (column[right] ?? 0)
