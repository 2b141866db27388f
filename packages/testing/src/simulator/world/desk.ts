/** How an operator set its desk up: what it pays at most, and what its PSP can tell. Minor units. */
import type { Random } from './random.ts'

/** One desk. What is undefined is not limited. */
export type DeskPlan = {
  /** Its PSP tells whose account it is. */
  readonly hasEnquiry: boolean
  readonly minPayout: bigint
  readonly maxPayout: bigint
  readonly perPayout?: bigint | undefined
  readonly perDay?: bigint | undefined
  readonly perPayerPerDay?: bigint | undefined
}

/** A desk without limits, at a PSP that tells no names. */
export const openDesk: DeskPlan = { hasEnquiry: false, minPayout: 1n, maxPayout: 10n ** 12n }

/** Draws a desk: about as many limits as real ones have, tight enough for the payouts of a history. */
export function createDeskPlan(random: Random): DeskPlan {
  const limit = (low: number, high: number) => (random.chance(0.3) ? BigInt(random.int(low, high)) * 1_000n : undefined)
  return {
    hasEnquiry: random.chance(0.5),
    minPayout: limit(200, 1_500) ?? openDesk.minPayout,
    maxPayout: limit(2_000, 4_500) ?? openDesk.maxPayout,
    perPayout: limit(2_000, 4_500),
    perDay: limit(2_000, 9_000),
    perPayerPerDay: limit(2_000, 9_000),
  }
}
