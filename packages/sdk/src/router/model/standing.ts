/** Fills the feature values of a provider that hold for every order of an epoch. */
import { featureIndex, features } from '../features.ts'
import { clamp, divFloor, ONE_Q12, ONE_Q16, shift, toLog2, toLogit } from '../integer.ts'
import { rules } from '../rules.ts'
import { keepDay, keepMonth, keepWeek, toFastRate, toRate, toSlowRate } from './level.ts'
import { readPayers } from './payers.ts'
import { type State, toEpoch } from './state.ts'
import { at } from './table.ts'
import { isFresh } from './touch.ts'

const WIDTH = features.length
const HOUR = 3_600
/** log2 of one token in micro-tokens and of 64 milliseconds, Q12. */
const TOKEN = toLog2(1_000_000)
const NEAR = 6 * ONE_Q12
const hours = ['hour0', 'hour1', 'hour2', 'hour3', 'hour4', 'hour5', 'hour6', 'hour7'] as const

/** The hour of an epoch, counted from 1970. */
export const toHour = ({ options }: State, epoch: number): number => shift(epoch * options.epochSeconds, HOUR)

/** Makes a provider's standing values those of the state's epoch; does nothing when they are. */
export function refreshStanding(state: State, row: number): void {
  const epoch = toEpoch(state)
  const { providers, network } = state
  const { standing } = state.cache
  if (isFresh(state, standing, row)) return
  const slow = toSlowRate(providers, row, epoch, rules.shrink.provider, network.baseRate[0] ?? 0)
  const fast = toFastRate(providers, row, epoch, slow)
  standing.rates[row] = slow
  standing.totals[row] = fast
  const { values } = standing
  const start = row * WIDTH
  const logit = toLogit(slow)
  const age = toHour(state, epoch) - at(providers.hour, row)
  const dayTotal = keepDay(at(providers.dayTotal, row), age)
  const weekTotal = keepWeek(at(providers.weekTotal, row), age)
  const monthTotal = keepMonth(at(providers.monthTotal, row), age)
  const day = toRate(keepDay(at(providers.daySuccess, row), age), dayTotal, rules.shrink.day, slow)
  const week = toRate(keepWeek(at(providers.weekSuccess, row), age), weekTotal, rules.shrink.week, slow)
  const last = Math.max(at(providers.lastSuccess, row), at(providers.joined, row))
  const networkDay = network.baseDay[0] ?? 0
  values[start + featureIndex.bias] = ONE_Q12
  values[start + featureIndex.success24h] = toLogit(day) - logit
  values[start + featureIndex.success7d] = toLogit(week) - logit
  values[start + featureIndex.providerTrend] = toLogit(fast) - logit
  values[start + featureIndex.sinceSuccess] = toLog2(1 + Math.max(0, epoch - last))
  const against = (known: number, base: Float64Array) => (known === 0 || base[0] === 0 ? 0 : known - (base[0] ?? 0))
  values[start + featureIndex.claimP50] = against(at(providers.claim50, row), network.baseClaim50)
  values[start + featureIndex.claimP95] = against(at(providers.claim95, row), network.baseClaim95)
  values[start + featureIndex.settleP50] = against(at(providers.settle50, row), network.baseSettle50)
  values[start + featureIndex.settleP95] = against(at(providers.settle95, row), network.baseSettle95)
  values[start + featureIndex.expired24h] = toShare(keepDay(at(providers.dayExpired, row), age), dayTotal, 8)
  values[start + featureIndex.disputes30d] = toShare(keepMonth(at(providers.monthDisputed, row), age), monthTotal, 32)
  values[start + featureIndex.returns7d] = toShare(keepWeek(at(providers.weekReturned, row), age), weekTotal, 16)
  const slot = shift(toHour(state, epoch) % 24, 3)
  values[start + featureIndex.hourOffset] = shift(at(providers[hours[slot] ?? 'hour0'], row), 16)
  values[start + featureIndex.stake] = toLog2(1 + at(providers.free, row)) - TOKEN
  values[start + featureIndex.tenure] = toLog2(1 + Math.max(0, epoch - at(providers.joined, row)))
  values[start + featureIndex.payers] = readPayers(state, row)
  values[start + featureIndex.share24h] = networkDay === 0 ? 0 : divFloor(dayTotal * ONE_Q12, networkDay)
  fillMeasured(state, row, epoch)
  for (let index = 0; index < WIDTH; index++) {
    values[start + index] = clamp(at(values, start + index), at(lows, index), at(highs, index)) + 0 // + 0: no negative zero
  }
}

/** Bounds of the features, Q12. */
export const lows = Float64Array.from(features, ({ low }) => low * ONE_Q12)
export const highs = Float64Array.from(features, ({ high }) => high * ONE_Q12)

/** What peers measured and advisors think; 0, the prior, when no bundle in force says. */
function fillMeasured(state: State, row: number, epoch: number): void {
  const { providers, cache } = state
  const { values } = cache.standing
  const start = row * WIDTH
  const measured = isInForce(at(providers.probeEpoch, row), epoch)
  const told = (column: Float64Array, offset: number) => (measured ? at(column, row) - offset : 0)
  values[start + featureIndex.probeFailed] = told(providers.probeFailed, 0)
  values[start + featureIndex.probeFailed1h] = told(providers.probeHour, 0)
  values[start + featureIndex.rtt50] = told(providers.rtt50, NEAR)
  values[start + featureIndex.rtt95] = told(providers.rtt95, NEAR)
  values[start + featureIndex.uptime24h] = measured ? shift(at(providers.uptime, row), 16) - ONE_Q12 : 0
  values[start + featureIndex.reach] = told(providers.reach, ONE_Q12)
  values[start + featureIndex.disagreement] = told(providers.disagreement, 0)
  const advised = isInForce(at(providers.adviceEpoch, row), epoch)
  values[start + featureIndex.advice] = advised ? at(providers.advice, row) : 0
  values[start + featureIndex.adviceSpread] = advised ? at(providers.adviceSpread, row) : 0
}

/** Whether a statement of bundle epoch `stamp − 1` (0 = none) still stands. */
export const isInForce = (stamp: number, epoch: number): boolean => stamp > 0 && epoch - (stamp - 1) <= rules.bundleLife

/** count ⁄ (total + doubt), Q12. Counts are Q16. */
const toShare = (count: number, total: number, doubt: number) => (count === 0 ? 0 : divFloor(count * ONE_Q12, total + doubt * ONE_Q16))
