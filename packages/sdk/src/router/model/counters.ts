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

/** ⌊success ⁄ total⌋ in Q16; 0 when nothing was counted. Totals stay below 300 outcomes, so the product is safe. */
export function toRate(success: number, total: number): number {
  return total === 0 ? 0 : divFloor(success * ONE_Q16, total)
}

/** How many imagined outcomes a level adds, per time scale. */
export type Strength = { readonly fast: number; readonly slow: number }

/**
 * Shrinks a level towards its parent's slow rate by adding `strength.slow` imagined outcomes. The fast scale is shrunk to the
 * level's own slow rate, so that the difference of the two is a trend and nothing else; `fastCeiling` lowers that prior.
 */
export function shrink(level: Counters, parentRate: number, strength: Strength, fastCeiling: number = ONE_Q16): Counters {
  const slowSuccess = level.slowSuccess + strength.slow * parentRate
  const slowTotal = level.slowTotal + strength.slow * ONE_Q16
  const fastPrior = Math.min(toRate(slowSuccess, slowTotal), fastCeiling)
  return {
    fastSuccess: level.fastSuccess + strength.fast * fastPrior,
    fastTotal: level.fastTotal + strength.fast * ONE_Q16,
    slowSuccess,
    slowTotal,
  }
}

/** The slow rate, Q16. */
export const toSlowRate = ({ slowSuccess, slowTotal }: Counters) => toRate(slowSuccess, slowTotal)
/** The fast rate, Q16. */
export const toFastRate = ({ fastSuccess, fastTotal }: Counters) => toRate(fastSuccess, fastTotal)
