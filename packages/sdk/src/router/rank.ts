/** Ranks the providers of one order: a pure function of the state and the order, the same on every machine. */
import { type Address, getAddress, type Hex, keccak256 } from 'viem'
import { FAILED, findExclusion, findGate, LOAD, type Terms, toTerms } from './eligible.ts'
import { pickExplored } from './explore.ts'
import { featureIndex, features } from './features.ts'
import { clamp, divFloor, isqrt, mix, ONE_Q12, ONE_Q16, shift, toQuantile } from './integer.ts'
import { findProvider, toMicro, toWord } from './model/find.ts'
import { toRate, toScore } from './model/learn.ts'
import { createContext, fillValues, type OrderContext, percentOver } from './model/order.ts'
import type { CorridorState, State } from './model/state.ts'
import { at } from './model/table.ts'
import { type Standing, selectBest } from './select.ts'
import { type Exclusion, gates, type Placing, type RankedProvider, type RoutingOrder } from './types.ts'

const WIDTH = features.length
const keyed = features.map(({ enters, weight }) => (enters === 'key' ? weight : 0))

/**
 * Ranks. Never throws on well-typed input; without anybody eligible the ranking is empty. With `limit` only the best so many are
 * placed, which is much faster when there are thousands.
 */
export function rankProviders(
  state: State,
  order: RoutingOrder,
  { limit = Number.MAX_SAFE_INTEGER }: { readonly limit?: number } = {},
): Placing {
  const corridor = state.corridors.get(order.corridor)
  if (!corridor) return { ranked: [], excluded: [] }
  const terms = toTerms(state, corridor, order)
  const { rows, excluded } = findEligible(state, corridor, order, terms)
  if (rows.length === 0) return { ranked: [], excluded }
  const context = createContext(state, corridor, toMicro(state, order.amount), toBits(order.payout))
  const standing = score(context, rows, order, terms)
  const places = selectBest(standing, Math.min(limit, rows.length))
  return { ranked: places.map((place) => toRanked(context, standing, place)), excluded }
}

function findEligible(state: State, corridor: CorridorState, order: RoutingOrder, terms: Terms): { rows: number[]; excluded: Exclusion[] } {
  const rows: number[] = []
  const excluded: Exclusion[] = []
  const consider = (row: number) => {
    if (at(state.providers.active, row) === 0 || at(corridor.rows.serves, row) === 0) return
    const reason = findExclusion(state, corridor, row, terms)
    if (reason === undefined) rows.push(row)
    else excluded.push({ provider: toAddress(state, row), reason })
  }
  if (order.among) for (const row of toRows(state, order.among)) consider(row)
  else for (let row = 0; row < state.ids.length; row++) consider(row)
  return { rows, excluded }
}

/** Rows of addresses, each once, ascending: who is asked for first plays no role. */
const toRows = (state: State, providers: readonly Address[]) =>
  [...new Set(providers.flatMap((provider) => findProvider(state, provider) ?? []))].sort((left, right) => left - right)

function score(context: OrderContext, rows: readonly number[], order: RoutingOrder, terms: Terms): Standing {
  const { state, corridor } = context
  const { providers } = state
  const { values, totals } = context.view
  const count = rows.length
  const make = () => new Float64Array(count)
  const standing: Standing = {
    rows,
    keys: make(),
    rates: make(),
    deviations: make(),
    tiers: make(),
    crowds: make(),
    loads: make(),
    lots: make(),
    explored: -1,
  }
  const draw = toDraw(order)
  const pins = toPlaces(state, order.pinned)
  const failed = toPlaces(state, order.failed)
  const best = terms.informed ? rows.reduce((most, row) => Math.max(most, at(corridor.rows.rate, row)), 1) : 0
  for (let place = 0; place < count; place++) {
    const row = rows[place] ?? 0
    fillValues(context, row)
    const start = row * WIDTH
    const rate = toRate(toScore(state, values, start))
    const deviation = isqrt(divFloor(shift(rate * (ONE_Q16 - rate), ONE_Q16) * 16_777_216, at(totals, row) + 12 * ONE_Q16)) // Q12
    const lot = mix(mix(draw.low, at(providers.leafLow, row)), mix(draw.high, at(providers.leafHigh, row)))
    const drawn = draw.seeded ? shift(deviation * toQuantile(lot % 1_024), ONE_Q12) : 0
    values[start + featureIndex.exploration] = clamp(drawn, -ONE_Q12, ONE_Q12)
    values[start + featureIndex.price] = best === 0 ? 0 : clamp(percentOver(at(corridor.rows.rate, row), best), -16 * ONE_Q12, 0) + 0
    let key = rate
    for (const index of keyIndexes) key += shift(at(values, start + index) * (keyed[index] ?? 0), ONE_Q12)
    standing.keys[place] = key
    standing.rates[place] = rate
    standing.deviations[place] = deviation * 16
    const gate = failed.has(row) ? FAILED : findGate(state, corridor, row, terms)
    standing.tiers[place] = (gate === FAILED ? 65_536 : 0) + (pins.get(row) ?? pins.size) * 16 + gate
    const capacity = terms.informed ? at(corridor.rows.capacity, row) : 1
    standing.loads[place] = divFloor(Math.min(at(providers.inFlight, row), 1_048_576) * 1_048_576, capacity)
    if (gate === LOAD) standing.crowds[place] = at(standing.loads, place)
    standing.lots[place] = lot
  }
  if (draw.seeded && pins.size === 0) standing.explored = pickExplored(context, standing, draw.coin)
  return standing
}

const keyIndexes = [featureIndex.price, featureIndex.shadowPrice, featureIndex.exploration]

/** One hash per order; what it says of a provider is mixed from it. Ties are drawn even when there is no seed. */
function toDraw({ seed, orderId }: RoutingOrder): { low: number; high: number; coin: number; seeded: boolean } {
  const hash = keccak256(`0x${seed.slice(2)}${orderId.slice(2)}` as Hex)
  return { low: toWord(hash, 2), high: toWord(hash, 10), coin: toWord(hash, 18), seeded: seed.length > 2 }
}

const toPlaces = (state: State, providers: readonly Address[] = []) =>
  new Map(
    [...new Set(providers.map((provider) => findProvider(state, provider)))].flatMap((row, place) =>
      row === undefined ? [] : [[row, place]],
    ),
  )

/** ⌊log2 payout⌋ + 1. */
const toBits = (payout: bigint) => (payout <= 0n ? 0 : payout.toString(2).length)

function toAddress({ cache, ids }: State, row: number): Address {
  const known = cache.addresses.get(row)
  if (known !== undefined) return known
  const address = getAddress(ids[row] ?? '0x')
  cache.addresses.set(row, address)
  return address
}

function toRanked({ state, view }: OrderContext, standing: Standing, place: number): RankedProvider {
  const row = standing.rows[place] ?? 0
  const rate = at(standing.rates, place)
  const spread = Math.max(shift(rate * (ONE_Q16 - rate), ONE_Q16), 2_048)
  const gate = gates[(at(standing.tiers, place) % 16) - 1]
  return {
    provider: toAddress(state, row),
    score: at(standing.keys, place),
    rate,
    features: features.map(({ name, enters }, index) => {
      const value = at(view.values, row * WIDTH + index) + 0
      const weight = enters === 'key' ? (keyed[index] ?? 0) : at(state.weights, index)
      const added = shift(value * weight, ONE_Q12)
      return { name, value, weight, contribution: enters === 'key' ? divFloor(added * ONE_Q16, spread) : added }
    }),
    ...(gate && { gate }),
    ...(place === standing.explored && { explored: true as const }),
  }
}
