/** What one run came to. Every field is an average or a count over its genuine orders, hopeless ones left out. */

/** Figures of one policy in one world. */
export type Tally = {
  readonly orders: number
  /** Share whose first-ranked provider settled; share that settled within three attempts. */
  readonly firstSuccess: number
  readonly finalSuccess: number
  /** Chance of the best eligible provider at that moment minus that of the one chosen, mean. Load is the policy's own. */
  readonly regret: number
  /** Chance of the best eligible provider, mean: what the oracle would reach from the same state. */
  readonly ceiling: number
  /** Share for which the policy named nobody. */
  readonly unrouted: number
  readonly attempts: number
  /** Basis points behind the best eligible quote, over settled orders. */
  readonly costBps: number
  /** Seconds from lock to settlement, mean over settled orders. */
  readonly seconds: number
  /** Epochs until a broken provider's share of first turns fell below 5 %, per outage; and until it was back at half of what it had. */
  readonly detect: readonly number[]
  readonly readmit: readonly number[]
  /** Attackers' share of first turns ÷ their share of true capacity; undefined without attackers. */
  readonly attackerShare: number | undefined
  /** Share of all orders that a provider bought from itself. */
  readonly washed: number
}
