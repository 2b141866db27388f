/** Decayed success counters on two time scales, Q16. */
import { divFloor, ONE_Q16 } from '../integer.ts'

/** Decayed sums of successes and outcomes, Q16: fast forgets in tens of outcomes, slow in hundreds. */
export type Counters = { fastSuccess: number; fastTotal: number; slowSuccess: number; slowTotal: number }

/** Nothing seen. */
export function createCounters(): Counters {
  return { fastSuccess: 0, fastTotal: 0, slowSuccess: 0, slowTotal: 0 }
}

/** Decays by 15⁄16 and 255⁄256, then adds one outcome. */
export function countOutcome(counters: Counters, success: boolean): void {
  const gain = success ? ONE_Q16 : 0
  counters.fastSuccess = divFloor(counters.fastSuccess * 15, 16) + gain
  counters.fastTotal = divFloor(counters.fastTotal * 15, 16) + ONE_Q16
  counters.slowSuccess = divFloor(counters.slowSuccess * 255, 256) + gain
  counters.slowTotal = divFloor(counters.slowTotal * 255, 256) + ONE_Q16
}

/** Success rate in Q16, shrunk towards a prior (Q16) that weighs `strength` outcomes. */
export function toRate(success: number, total: number, prior: number, strength: number): number {
  return divFloor((success + strength * prior) * 256, divFloor((total + strength * ONE_Q16) * 256, ONE_Q16))
}
