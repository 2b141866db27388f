/** Ranks the providers of one order: a pure function of the state and the order, the same on every machine. */
import { type Address, getAddress, type Hex, keccak256 } from 'viem'
import { FAILED, findExclusion, findGate, LOAD, type Terms, toTerms } from './eligible.ts'
import { pickExplored } from './explore.ts'
import { featureIndex, features } from './features.ts'
import { clamp, divFloor, mix, ONE_Q12, ONE_Q16, shift, toQuantile } from './integer.ts'
import { findProvider, toMicro, toWord } from './model/find.ts'
import { predict } from './model/learn.ts'
import { createContext, fillMoving, type OrderContext, percentOver, refreshRow, toAmountRatio, toThinness } from './model/order.ts'
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
  const { view } = context
  const count = rows.length
  const standing: Standing = { rows, ...state.cache.places, explored: -1 }
  const draw = toDraw(order)
  const pins = toPlaces(state, order.pinned)
  const failed = toPlaces(state, order.failed)
  const best = terms.informed ? rows.reduce((most, row) => Math.max(most, at(corridor.rows.rate, row)), 1) : 0
  const isPlain = pins.size === 0 && failed.size === 0
  for (let place = 0; place < count; place++) {
    const row = rows[place] ?? 0
    refreshRow(context, row)
    predict(state, view, row, toAmountRatio(context, row), toThinness(context, row))
    if (at(view.gates, row) < 0) judge(context, row, terms)
    if (at(view.bests, row) !== best) compare(context, row, best)
    const rate = at(view.predictions, row)
    const deviation = at(view.deviations, row) // Q12
    const lot = mix(mix(draw.low, at(providers.leafLow, row)), mix(draw.high, at(providers.leafHigh, row)))
    const drawn = draw.seeded ? clamp(shift(deviation * toQuantile(lot % 1_024), ONE_Q12), -ONE_Q12, ONE_Q12) : 0
    const price = best === 0 ? 0 : at(view.prices, row)
    const key = rate + at(view.shadows, row) + shift(price * priceWeight, ONE_Q12) + shift(drawn * drawWeight, ONE_Q12)
    standing.keys[place] = key
    standing.rates[place] = rate
    standing.deviations[place] = deviation * 16
    const gate = failed.has(row) ? FAILED : at(view.gates, row)
    standing.tiers[place] = isPlain ? gate : (gate === FAILED ? 65_536 : 0) + (pins.get(row) ?? pins.size) * 16 + gate
    standing.loads[place] = at(view.loads, row)
    standing.crowds[place] = gate === LOAD ? at(standing.loads, place) : 0
    standing.lots[place] = lot
    standing.prices[place] = price
    standing.draws[place] = drawn
  }
  if (draw.seeded && pins.size === 0) standing.explored = pickExplored(context, standing, draw.coin)
  return standing
}

/** What stands in a provider's way and how busy it is: the same for every order until something about it changes. */
function judge({ state, corridor, view }: OrderContext, row: number, terms: Terms): void {
  const capacity = terms.informed ? at(corridor.rows.capacity, row) : 1
  view.gates[row] = findGate(state, corridor, row, terms)
  view.loads[row] = divFloor(Math.min(at(state.providers.inFlight, row), 1_048_576) * 1_048_576, capacity)
  view.shadows[row] = shift(at(view.values, row * WIDTH + featureIndex.shadowPrice) * shadowWeight, ONE_Q12)
  view.idle[row] = at(view.values, row * WIDTH + featureIndex.inFlight) === 0 ? 1 : 0
}

/** How far its rate is below the best one. */
function compare({ corridor, view }: OrderContext, row: number, best: number): void {
  view.bests[row] = best
  view.prices[row] = clamp(percentOver(at(corridor.rows.rate, row), best), -16 * ONE_Q12, 0) + 0
}

const priceWeight = features[featureIndex.price].weight
const shadowWeight = features[featureIndex.shadowPrice].weight
const drawWeight = features[featureIndex.exploration].weight

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

function toRanked(context: OrderContext, standing: Standing, place: number): RankedProvider {
  const { state, view } = context
  const row = standing.rows[place] ?? 0
  fillMoving(context, row)
  view.values[row * WIDTH + featureIndex.price] = at(standing.prices, place)
  view.values[row * WIDTH + featureIndex.exploration] = at(standing.draws, place)
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
