/** How an operator set its desk up: what it pays at most, and what its PSP can tell. Minor units. */
import type { Random } from './random.ts'
import { agreedRate } from './setting.ts'

/** One desk. What is undefined is not limited. */
export type DeskPlan = {
  /** Its PSP tells whose account it is. */
  readonly hasEnquiry: boolean
  readonly minPayout: bigint
  readonly maxPayout: bigint
  readonly perPayout?: bigint | undefined
  readonly perHour?: bigint | undefined
  readonly perDay?: bigint | undefined
  readonly perPayerPerDay?: bigint | undefined
  /** Orders of a corridor that it pays at a time. */
  readonly capacity: number
  /** The price that it has agreed with the payer, who may pin it for that. */
  readonly agreed?: bigint | undefined
  /** Payouts from before the history, in the first corridor's currency: they drop out of the last hour or day while it runs. */
  readonly before: readonly { readonly agoMs: number; readonly amount: bigint }[]
}

const HOUR_MS = 3_600_000

/** A desk without limits, at a PSP that tells no names. */
export const openDesk: DeskPlan = { hasEnquiry: false, minPayout: 1n, maxPayout: 10n ** 12n, capacity: 50, before: [] }

/** Draws a desk: about as many limits as real ones have, tight enough for the payouts of a history. */
export function createDeskPlan(random: Random): DeskPlan {
  const limit = (low: number, high: number) => (random.chance(0.3) ? BigInt(random.int(low, high)) * 1_000n : undefined)
  const more = random.fork('more')
  const past = (hours: number) => ({ agoMs: hours * HOUR_MS - more.int(0, 90_000), amount: BigInt(more.int(500, 2_000)) * 1_000n })
  const room = random.fork('room')
  return {
    hasEnquiry: random.chance(0.5),
    minPayout: limit(200, 1_500) ?? openDesk.minPayout,
    maxPayout: limit(2_000, 4_500) ?? openDesk.maxPayout,
    perPayout: limit(2_000, 4_500),
    perDay: limit(2_000, 9_000),
    perPayerPerDay: limit(2_000, 9_000),
    perHour: more.chance(0.2) ? BigInt(more.int(2_000, 9_000)) * 1_000n : undefined,
    capacity: room.chance(0.3) ? 1 : openDesk.capacity,
    agreed: more.chance(0.2) ? agreedRate : undefined,
    before: more.chance(0.5) ? [past(1), past(24)] : [],
  }
}
