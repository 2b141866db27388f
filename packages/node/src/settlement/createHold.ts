/** Whether a batch that is due may wait a little for cheaper gas. */
import type { Address } from 'viem'
import type { OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'

/** When a batch waits: never longer than `patienceMs` after its first order came; 0 never waits. */
export type HoldPolicy = {
  readonly patienceMs: number
  /** The share of the last blocks, in percent, whose base fee must not be lower than the next one's for the batch to go. */
  readonly percentile: number
}

/** What deciding needs. */
export type HoldDeps = HoldPolicy & {
  readonly clock: Clock
  /** Base fees of the last blocks in wei, oldest first; the last one is the next block's. */
  getBaseFees(signal: AbortSignal): Promise<readonly bigint[]>
  /** What is free on this provider's account: it backs the bonds of its next claims. */
  freeOf(token: Address): bigint
}

/** An order that waits to be proven, since a time (unix milliseconds). */
export type Held = { readonly record: OrderRecord; readonly since: number }

/** Says whether to wait. Never throws: a chain that does not tell its fees is not waited for. */
export type Hold = (batch: readonly Held[], signal: AbortSignal) => Promise<boolean>

/** After `payBy` anybody may take the claim and its bond away: from this long before it on nothing waits. */
const MARGIN_MS = 60_000

/** Creates the decision: time, deadlines and the need for the money first, the price of gas last. */
export function createHold({ clock, patienceMs, percentile, getBaseFees, freeOf }: HoldDeps): Hold {
  return async (batch, signal) => {
    const now = clock.now()
    if (batch.some(({ since }) => now - since >= patienceMs)) return false
    if (batch.some(({ record: { payBy } }) => payBy !== undefined && payBy * 1_000 - now <= MARGIN_MS)) return false
    const byToken = Map.groupBy(batch, ({ record }) => record.order.token)
    for (const [token, held] of byToken) {
      const credit = held.reduce((sum, { record }) => sum + record.order.amount, 0n)
      if (credit >= freeOf(token)) return false // most of what we could claim with is in this batch
    }
    const fees = await getBaseFees(signal).catch(() => [])
    const [next, last] = [fees.at(-1), fees.slice(0, -1)]
    return next !== undefined && last.length > 0 && next > toPercentile(last, percentile)
  }
}

/** The nearest-rank percentile: the smallest value that at least so many percent of them do not exceed. */
function toPercentile(values: readonly bigint[], percent: number): bigint {
  const sorted = values.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0n
}
