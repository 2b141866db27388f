/** Takes an agreed bundle in: what providers say of themselves, what peers measured, what advisors think. Nothing here can throw. */
import { clamp, divFloor, MAX_SAFE, ONE_Q12, shift, toLog2 } from '../integer.ts'
import { rules } from '../rules.ts'
import { followCrowd } from './crowd.ts'
import type { BundleEntry, RouterEvent } from './events.ts'
import { ensureCorridor, findProvider, toCount } from './find.ts'
import type { CorridorState, State } from './state.ts'
import { at } from './table.ts'
import { touch, touchEverybody } from './touch.ts'

/** Epochs of about an hour and a day as divisors of an exponential mean. */
const HOUR = 60
const DAY = 1_440

/** Applies a bundle; a reason when it is ignored as a whole. Entries of unknown providers and parts out of range are left out. */
export function applyBundle(
  state: State,
  { corridor: name, epoch, entries, time }: Extract<RouterEvent, { type: 'bundle' }>,
): string | undefined {
  if (!isCount(epoch, MAX_SAFE) || epoch > shift(time, state.options.epochSeconds)) return 'bundle of the future'
  const corridor = ensureCorridor(state, name)
  if (epoch + 1 <= (corridor.scalars.bundleEpoch[0] ?? 0)) return 'bundle older than the last'
  corridor.scalars.bundleEpoch[0] = epoch + 1
  const rates: number[] = []
  const seen = new Set<number>()
  for (const entry of entries) {
    const row = findProvider(state, entry.provider)
    if (row === undefined || seen.has(row)) continue
    seen.add(row)
    const rate = applyReport(corridor, row, epoch, entry.report)
    if (rate > 0) rates.push(rate)
    applyProbe(state, row, epoch, entry)
    applyAdvice(state, row, epoch, entry.advice)
    followCrowd(state, row)
    touch(state, row)
  }
  corridor.scalars.medianRate[0] = toMedian(rates)
  touchEverybody(state)
  return undefined
}

function applyReport({ rows }: CorridorState, row: number, epoch: number, report: BundleEntry['report']): number {
  if (!report || !isSound(report)) return 0
  rows.reportEpoch[row] = epoch + 1
  rows.rate[row] = toCount(report.rate)
  rows.minPayout[row] = toCount(report.minPayout)
  rows.maxPayout[row] = toCount(report.maxPayout)
  rows.liquidity[row] = report.liquidityBucket
  rows.load[row] = divFloor(report.loadBps * ONE_Q12, 10_000)
  rows.capacity[row] = report.capacity
  // 2 = back since this bundle: it stands at the tail for one more epoch.
  rows.maintenance[row] = report.maintenance ? 1 : at(rows.maintenance, row) === 1 ? 2 : 0
  return at(rows.rate, row)
}

function isSound({
  rate,
  minPayout,
  maxPayout,
  liquidityBucket,
  loadBps,
  capacity,
  maintenance,
}: NonNullable<BundleEntry['report']>): boolean {
  return (
    [rate, minPayout, maxPayout].every((value) => typeof value === 'bigint' && value >= 0n) &&
    isCount(liquidityBucket, 127) &&
    isCount(loadBps, 10_000) &&
    isCount(capacity, 4_294_967_295) &&
    typeof maintenance === 'boolean'
  )
}

/** One measurement per provider and epoch: a second corridor's bundle of the same epoch changes nothing. */
function applyProbe(state: State, row: number, epoch: number, { probe, reach }: BundleEntry): void {
  const { providers } = state
  if (!probe || epoch + 1 <= at(providers.probeEpoch, row)) return
  const failed = probe.failed.filter((value) => isCount(value, 10_000)).map((value) => divFloor(value * ONE_Q12, 10_000))
  if (failed.length < rules.quorum) return
  const median = toMedian(failed)
  const isFirst = at(providers.probeEpoch, row) === 0
  providers.probeEpoch[row] = epoch + 1
  providers.probeFailed[row] = median
  providers.probeHour[row] = isFirst ? median : follow(at(providers.probeHour, row), median, HOUR)
  const up = (median < rules.gates.probeOpen ? ONE_Q12 : 0) * 16
  providers.uptime[row] = isFirst ? up : follow(at(providers.uptime, row), up, DAY)
  providers.disagreement[row] = toSpread(failed, median)
  providers.rtt50[row] = toRoundTrip(probe.rtt50)
  providers.rtt95[row] = toRoundTrip(probe.rtt95 ?? probe.rtt50)
  const regions = (reach ?? []).filter((value) => isCount(value, 10_000))
  providers.reach[row] = regions.length === 0 ? ONE_Q12 : divFloor(Math.min(...regions) * ONE_Q12, 10_000)
  followGate(state, row, epoch, median)
}

/** The probe breaker: opens at a high share of failures, closes at a low one, and remembers the period. */
function followGate({ providers }: State, row: number, epoch: number, median: number): void {
  const isOpen = at(providers.probeOpen, row) === 1
  if (!isOpen && median >= rules.gates.probeOpen) {
    providers.probeOpen[row] = 1
    providers.downFrom[row] = epoch
  } else if (isOpen && median <= rules.gates.probeClose) providers.probeOpen[row] = 0
  if (at(providers.probeOpen, row) === 1) providers.downTo[row] = epoch + 1
}

function applyAdvice({ providers }: State, row: number, epoch: number, advice: readonly number[] | undefined): void {
  const scores = (advice ?? []).filter((value) => Number.isInteger(value) && value >= -127 && value <= 127)
  if (scores.length < rules.quorum || epoch + 1 <= at(providers.adviceEpoch, row)) return
  const scaled = scores.map((value) => divFloor(value * ONE_Q12, 127))
  providers.adviceEpoch[row] = epoch + 1
  providers.advice[row] = clamp(toMedian(scaled), -ONE_Q12, ONE_Q12)
  providers.adviceSpread[row] = toSpread(scaled, at(providers.advice, row))
}

/** An exponential mean: one step of 1 ⁄ divisor, rounded to nearest, at least one when there is a way to go. */
function follow(mean: number, value: number, divisor: number): number {
  const way = value - mean
  if (way === 0) return mean
  const step = divFloor(way + Math.floor(divisor / 2), divisor)
  return mean + (step === 0 ? (way > 0 ? 1 : -1) : step)
}

function toRoundTrip(values: readonly number[]): number {
  const sound = values.filter((value) => isCount(value, 4_294_967_295))
  return sound.length < rules.quorum ? 6 * ONE_Q12 : toLog2(1 + toMedian(sound))
}

/** The lower median; 0 of nothing. */
function toMedian(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const toSpread = (values: readonly number[], median: number) => toMedian(values.map((value) => Math.abs(value - median)))
const isCount = (value: number, limit: number) => Number.isInteger(value) && value >= 0 && value <= limit
