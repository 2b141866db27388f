/** The exploration floor: who has not been tried for long gets a seeded share of the small orders; newcomers by their stake. */
import { divFloor, ONE_Q16, shift } from './integer.ts'
import type { OrderContext } from './model/order.ts'
import { at } from './model/table.ts'
import { rules } from './rules.ts'
import type { Standing } from './select.ts'

/** The place to put first, or −1. `coin` is 32 bits of the order's hash. Gated and busy providers and large orders are never explored. */
export function pickExplored({ state, corridor, logAmount, view }: OrderContext, standing: Standing, coin: number): number {
  const { rows, scalars } = corridor
  const { explore } = rules
  const median = scalars.medianAmount[0] ?? 0
  const count = standing.rows.length
  if (count < 2 || logAmount > median) return -1
  const orders = scalars.orders[0] ?? 0
  const idle = Math.max(explore.idle, explore.perProvider * count)
  let best = 0
  for (let place = 0; place < count; place++) if (at(standing.tiers, place) === 0) best = Math.max(best, at(standing.rates, place))
  const isFree = (place: number, row: number) => at(standing.tiers, place) === 0 && at(view.idle, row) === 1
  const isNewcomer = (row: number) => at(view.totals, row) < explore.newcomer * ONE_Q16
  const waits = (row: number, least: number) => orders - at(rows.lastAttempt, row) >= least
  const stakeOf = (row: number) => shift(Math.min(at(state.providers.free, row), 1_099_511_627_776), 1_048_576) + 1
  let stakes = 0
  for (let place = 0; place < count; place++) {
    const row = standing.rows[place] ?? 0
    if (isFree(place, row) && isNewcomer(row) && waits(row, explore.newcomerIdle)) stakes += stakeOf(row)
  }
  let rest = coin % ONE_Q16
  for (let place = 0; place < count; place++) {
    const row = standing.rows[place] ?? 0
    if (!isFree(place, row)) continue
    let width = 0
    if (isNewcomer(row)) {
      if (waits(row, explore.newcomerIdle)) width = divFloor(explore.newcomerShare * stakeOf(row), stakes)
    } else if (waits(row, idle)) {
      const isHopeless = at(standing.rates, place) + shift(at(standing.deviations, place) * 5, 2) < best
      width = divFloor(explore.share, count * (isHopeless ? explore.hopeless : 1))
    }
    if (rest < width) return place
    rest -= width
  }
  return -1
}
