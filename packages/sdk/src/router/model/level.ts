/** Success counters of one level on two time scales: forgetting by outcomes, and towards nothing by epochs without news. */
import { decayAt, divFloor, ONE_Q16, shift, toDecayTable } from '../integer.ts'
import { rules } from '../rules.ts'
import type { DayTable, LevelTable } from './state.ts'
import { at } from './table.ts'

const fastDecay = toDecayTable(rules.fastEpochs, 256)
const slowDecay = toDecayTable(rules.slowEpochs, 8_192)
const dayDecay = toDecayTable(24, 256)
const weekDecay = toDecayTable(168, 1_024)
const monthDecay = toDecayTable(720, 4_096)

/** Decays a row to an epoch and adds an outcome with a weight of at most one (Q16) on each scale. */
export function countOutcome(
  level: LevelTable,
  row: number,
  epoch: number,
  outcome: { success: boolean; fast: number; slow: number },
): void {
  const age = epoch - at(level.epoch, row)
  const { success, fast, slow } = outcome
  const [keepFast, keepSlow] = [decayAt(fastDecay, age), decayAt(slowDecay, age)]
  level.fastSuccess[row] = step(at(level.fastSuccess, row), keepFast, fast, rules.fastOutcomes, success)
  level.fastTotal[row] = step(at(level.fastTotal, row), keepFast, fast, rules.fastOutcomes, true)
  level.slowSuccess[row] = step(at(level.slowSuccess, row), keepSlow, slow, rules.slowOutcomes, success)
  level.slowTotal[row] = step(at(level.slowTotal, row), keepSlow, slow, rules.slowOutcomes, true)
  if (age > 0) level.epoch[row] = epoch
}

/** counter × keep, less counter × weight ⁄ memory, plus the weight if it counts. */
function step(counter: number, keep: number, weight: number, memory: number, counts: boolean): number {
  const kept = shift(counter * keep, ONE_Q16)
  return kept - shift(shift(kept * weight, ONE_Q16), memory) + (counts ? weight : 0)
}

/** Slow outcomes of a row at an epoch, Q16. */
export function toSlowTotal(level: LevelTable, row: number, epoch: number): number {
  return shift(at(level.slowTotal, row) * decayAt(slowDecay, epoch - at(level.epoch, row)), ONE_Q16)
}

/** Slow rate (Q16) of a row, with `strength` imagined outcomes at the parent's rate. */
export function toSlowRate(level: LevelTable, row: number, epoch: number, strength: number, parent: number): number {
  const keep = decayAt(slowDecay, epoch - at(level.epoch, row))
  const success = shift(at(level.slowSuccess, row) * keep, ONE_Q16) + strength * parent
  const total = shift(at(level.slowTotal, row) * keep, ONE_Q16) + strength * ONE_Q16
  return total < ONE_Q16 ? parent : divFloor(success * ONE_Q16, total)
}

/** Fast rate (Q16) of a row, with imagined outcomes at a parent's rate. */
export function toFastRate(level: LevelTable, row: number, epoch: number, parent: number): number {
  const keep = decayAt(fastDecay, epoch - at(level.epoch, row))
  const success = shift(at(level.fastSuccess, row) * keep, ONE_Q16) + rules.shrink.fast * parent
  const total = shift(at(level.fastTotal, row) * keep, ONE_Q16) + rules.shrink.fast * ONE_Q16
  return divFloor(success * ONE_Q16, total)
}

/** What an hourly clock keeps of a counter of about a day after `hours`. */
export const keepDay = (counter: number, hours: number): number => shift(counter * decayAt(dayDecay, hours), ONE_Q16)
/** The same for about a week and a month. */
export const keepWeek = (counter: number, hours: number): number => shift(counter * decayAt(weekDecay, hours), ONE_Q16)
export const keepMonth = (counter: number, hours: number): number => shift(counter * decayAt(monthDecay, hours), ONE_Q16)

/** Adds an outcome to a day's counters. Totals are capped: beyond 2^34 (262 144 outcomes a day) both halves are halved. */
export function countDay(day: DayTable, row: number, hour: number, success: boolean): void {
  const hours = hour - at(day.hour, row)
  const total = keepDay(at(day.dayTotal, row), hours) + ONE_Q16
  const good = keepDay(at(day.daySuccess, row), hours) + (success ? ONE_Q16 : 0)
  const halve = total > 17_179_869_184 ? 2 : 1
  day.dayTotal[row] = shift(total, halve)
  day.daySuccess[row] = shift(good, halve)
  if (hours > 0) day.hour[row] = hour
}

/** Rate (Q16) of a success and a total (Q16) with imagined outcomes at a parent's rate. */
export function toRate(success: number, total: number, strength: number, parent: number): number {
  return divFloor((success + strength * parent) * ONE_Q16, total + strength * ONE_Q16)
}
