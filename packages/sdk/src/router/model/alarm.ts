/** The change detector: a sum of log-likelihood ratios between a sound and a broken provider, never below zero. */
import { clamp, decayAt, ONE_Q12, ONE_Q16, shift, toDecayTable, toLog2, toLogit, toProbability } from '../integer.ts'
import { rules } from '../rules.ts'
import { at } from './table.ts'

type Alarms = { readonly alarm: Float64Array; readonly alarmEpoch: Float64Array }
const decay = toDecayTable(rules.alarm.epochs, 256)
/** ln 2, Q12. */
const LN2 = 2_839

/** The sum (Q12) as it stands at an epoch: it forgets with time. */
export function readAlarm({ alarm, alarmEpoch }: Alarms, row: number, epoch: number): number {
  const sum = at(alarm, row)
  return sum === 0 ? 0 : shift(sum * decayAt(decay, epoch - at(alarmEpoch, row)), ONE_Q16)
}

/** Probability (Q16) that a sum means a breakdown; 0 for no sign at all. */
export function toPosterior(sum: number): number {
  return sum === 0 ? 0 : toProbability(sum - rules.alarm.doubt)
}

/** What an outcome of an attempt that was expected to succeed with `rate` (Q16) says, Q12. */
export function toEvidence(rate: number, success: boolean): number {
  const sound = clamp(rate, 8_192, 64_880)
  const broken = toProbability(toLogit(sound) - rules.alarm.shift)
  const ratio = success ? toLog2(broken) - toLog2(sound) : toLog2(ONE_Q16 - broken) - toLog2(ONE_Q16 - sound)
  return shift(ratio * LN2, ONE_Q12)
}

/** Adds evidence with a weight (Q16). */
export function raiseAlarm(alarms: Alarms, row: number, epoch: number, evidence: number, weight: number): void {
  const sum = readAlarm(alarms, row, epoch) + shift(evidence * weight, ONE_Q16)
  alarms.alarm[row] = clamp(sum, 0, rules.alarm.limit)
  alarms.alarmEpoch[row] = epoch
}
