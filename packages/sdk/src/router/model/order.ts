/** Fills the feature values of a provider that depend on the order and on what is in flight. */
import { featureIndex, features } from '../features.ts'
import { clamp, decayAt, divFloor, isqrt, ONE_Q12, ONE_Q16, shift, toDecayTable, toLog2, toLogit, toProbability } from '../integer.ts'
import { rules } from '../rules.ts'
import { readAlarm, toPosterior } from './alarm.ts'
import { toBand } from './find.ts'
import { keepDay, toFastRate, toRate, toSlowRate, toSlowTotal } from './level.ts'
import { isInForce, refreshStanding, toHour } from './standing.ts'
import { type CorridorState, createView, type DayTable, type LevelTable, type State, toEpoch, type View } from './state.ts'
import { at } from './table.ts'
import { isFresh } from './touch.ts'

const WIDTH = features.length
const arrivalDecay = toDecayTable(4, 64)
const shadowDecay = toDecayTable(rules.shadow.epochs, 128)

/** What the values of one order are read from. `payoutBits` = ⌊log2 payout⌋ + 1, −1 when the payout plays no role. */
export type OrderContext = {
  readonly state: State
  readonly corridor: CorridorState
  readonly cells: LevelTable | undefined
  readonly region: DayTable | undefined
  readonly view: View
  readonly epoch: number
  readonly logAmount: number
  readonly payoutBits: number
  /** Whether reports count: a bundle of this corridor is in force. */
  readonly informed: boolean
}

/** Prepares. `amount` is micro-tokens. */
export function createContext(state: State, corridor: CorridorState, amount: number, payoutBits = -1): OrderContext {
  const epoch = toEpoch(state)
  const band = toBand(amount)
  return {
    state,
    corridor,
    cells: corridor.bands.get(band),
    region: state.regions.get(corridor.region),
    view: ensureView(state, corridor, band),
    epoch,
    logAmount: toLog2(amount),
    payoutBits,
    informed: isInForce(corridor.scalars.bundleEpoch[0] ?? 0, epoch),
  }
}

function ensureView({ cache, capacity }: State, { corridor }: CorridorState, band: number): View {
  const bands = cache.views.get(corridor) ?? []
  const known = bands[band]
  if (known) return known
  const made = createView(capacity)
  bands[band] = made
  cache.views.set(corridor, bands)
  return made
}

/** Fills a provider's row of the view: what holds for every order, for its corridor and band, and for this order alone. */
export function fillValues(context: OrderContext, row: number): void {
  refreshRow(context, row)
  fillMoving(context, row)
}

/** Makes what is the same for every order of the band up to date. */
export function refreshRow(context: OrderContext, row: number): void {
  const { state, view } = context
  if (isFresh(state, view, row)) return
  const start = row * WIDTH
  refreshStanding(state, row)
  const { standing } = state.cache
  for (let index = 0; index < WIDTH; index++) view.values[start + index] = at(standing.values, start + index)
  fillRates(context, row, start)
  fillTrouble(context, row, start)
  fillLoad(context, row, start)
  view.summed[row] = 0
  view.gates[row] = -1
  view.bests[row] = 0
}

/** Writes what this order alone decides. */
export function fillMoving(context: OrderContext, row: number): void {
  const { values } = context.view
  values[row * WIDTH + featureIndex.amountRatio] = toAmountRatio(context, row)
  values[row * WIDTH + featureIndex.liquidity] = toThinness(context, row)
}

/** How far the order is above what the provider usually pays, in doublings, Q12. */
export function toAmountRatio({ state, logAmount }: OrderContext, row: number): number {
  const median = at(state.providers.medianAmount, row)
  return median === 0 ? 0 : clamp(logAmount - median, 0, 8 * ONE_Q12)
}

/** By how many doublings the money that it says it has is short of the payout, Q12. */
export function toThinness({ corridor: { rows }, payoutBits, informed, epoch }: OrderContext, row: number): number {
  const missing = payoutBits - at(rows.liquidity, row)
  const thin = informed && payoutBits >= 0 && missing > 0 && isInForce(at(rows.reportEpoch, row), epoch)
  return thin ? Math.min(missing, 8) * ONE_Q12 : 0
}

function fillTrouble({ state, corridor, view, epoch }: OrderContext, row: number, start: number): void {
  const alarm = Math.max(readAlarm(corridor.rows, row, epoch), readAlarm(state.providers, row, epoch))
  view.values[start + featureIndex.alarm] = shift(toPosterior(alarm), 16)
  view.values[start + featureIndex.failures] = Math.min(8, at(corridor.rows.failures, row)) * ONE_Q12
}

function fillRates(context: OrderContext, row: number, start: number): void {
  const { state, corridor, cells, region, epoch, view } = context
  const { values } = view
  const offset = corridor.scalars.baseOffset[0] ?? 0
  const known = at(state.cache.standing.rates, row)
  const fast = at(state.cache.standing.totals, row)
  const parent = offset === 0 ? known : toProbability(toLogit(known) + offset)
  const inCorridor = toSlowRate(corridor.rows, row, epoch, rules.shrink.corridor, parent)
  const rate = cells ? toSlowRate(cells, row, epoch, rules.shrink.cell, inCorridor) : inCorridor
  // A provider in trouble elsewhere is not trusted here on old merit.
  const corridorFast = toFastRate(corridor.rows, row, epoch, Math.min(inCorridor, Math.max(fast, shift(inCorridor, 2))))
  const above = Math.min(rate, corridorFast)
  const cellFast = cells ? toFastRate(cells, row, epoch, above) : above // a band that is not there yet and an empty one are the same
  const logit = toLogit(rate)
  const total = toSlowTotal(corridor.rows, row, epoch)
  view.rates[row] = rate
  view.totals[row] = total
  values[start + featureIndex.cellSuccess] = logit
  values[start + featureIndex.cellTrend] = clamp(toLogit(cellFast) - logit, -8 * ONE_Q12, 8 * ONE_Q12)
  const spread = divFloor(rate * (ONE_Q16 - rate), ONE_Q16) // Q16
  values[start + featureIndex.uncertainty] = shift(isqrt(divFloor(spread * ONE_Q16 * ONE_Q16, total + 12 * ONE_Q16)), 16) // √Q32 = Q16 → Q12
  values[start + featureIndex.evidence] = Math.min(12 * ONE_Q12, toLog2(ONE_Q16 + total) - 16 * ONE_Q12)
  if (!region) values[start + featureIndex.regionSuccess] = 0
  else {
    const age = toHour(state, epoch) - at(region.hour, row)
    const there = toRate(keepDay(at(region.daySuccess, row), age), keepDay(at(region.dayTotal, row), age), rules.shrink.region, known)
    values[start + featureIndex.regionSuccess] = clamp(toLogit(there) - toLogit(known), -8 * ONE_Q12, 8 * ONE_Q12)
  }
}

function fillLoad(context: OrderContext, row: number, start: number): void {
  const { state, corridor, epoch, informed, view } = context
  const { providers } = state
  const { values } = view
  const { rows, scalars } = corridor
  const told = informed && isInForce(at(rows.reportEpoch, row), epoch)
  const capacity = told ? at(rows.capacity, row) : 0
  const inFlight = at(providers.inFlight, row)
  const stake = at(providers.free, row) + at(providers.locked, row)
  const atRisk = Math.min(at(providers.notional, row), 1_099_511_627_776)
  values[start + featureIndex.inFlight] = capacity === 0 ? 0 : Math.max(0, toLoad(inFlight + 1, capacity) - rules.knee)
  values[start + featureIndex.notional] = stake === 0 ? 0 : Math.min(4 * ONE_Q12, divFloor(atRisk * ONE_Q12, stake))
  values[start + featureIndex.pressure] = capacity === 0 ? 0 : toLoad(inFlight + shift(readArrivals(state, row, epoch), 4), capacity)
  values[start + featureIndex.shadowPrice] = shift(readShadow(state, row, epoch), 16)
  values[start + featureIndex.load] = told ? at(rows.load, row) : 0
  const median = scalars.medianRate[0] ?? 0
  const better = told && median > 0 ? percentOver(at(rows.rate, row), median) - ONE_Q12 : 0
  values[start + featureIndex.tooCheap] = clamp(better, 0, 16 * ONE_Q12)
}

const toLoad = (orders: number, capacity: number) => Math.min(4 * ONE_Q12, divFloor(Math.min(orders, 4_294_967_296) * ONE_Q12, capacity))

/** (rate ⁄ base − 1) in percent, Q12, between −64 and 64. Rates beyond 2^31 are first halved together. */
export function percentOver(rate: number, base: number): number {
  let [left, right] = [rate, base]
  while (left > 2_147_483_648 || right > 2_147_483_648) {
    left = Math.floor(left / 2)
    right = Math.floor(right / 2)
  }
  if (right === 0) return 0
  return clamp(divFloor((left - right) * 409_600, right), -64 * ONE_Q12, 64 * ONE_Q12)
}

/** Arrivals of about four epochs: assignments, decayed by 3⁄4 an epoch (whole orders). */
export function readArrivals({ providers }: State, row: number, epoch: number): number {
  return shift(at(providers.arrivals, row) * decayAt(arrivalDecay, epoch - at(providers.arrivalEpoch, row)), ONE_Q16 * ONE_Q16)
}

/** The shadow price (Q16 of success) at an epoch. */
export function readShadow({ providers }: State, row: number, epoch: number): number {
  const price = at(providers.shadow, row)
  return price === 0 ? 0 : shift(price * decayAt(shadowDecay, epoch - at(providers.shadowEpoch, row)), ONE_Q16)
}

/** Notes an assignment: arrivals and the shadow price follow. `capacity` 0 = unknown. */
export function noteAssignment(state: State, row: number, epoch: number, capacity: number): void {
  const { providers } = state
  const kept = shift(at(providers.arrivals, row) * decayAt(arrivalDecay, epoch - at(providers.arrivalEpoch, row)), ONE_Q16)
  providers.arrivals[row] = Math.min(kept + ONE_Q16, 17_179_869_184)
  providers.arrivalEpoch[row] = epoch
  if (capacity === 0) return
  const load = toLoad(at(providers.inFlight, row), capacity) * 16
  const step = shift((load - rules.shadow.target) * rules.shadow.step, ONE_Q16)
  providers.shadow[row] = clamp(readShadow(state, row, epoch) + step, 0, rules.shadow.limit)
  providers.shadowEpoch[row] = epoch
}
