/** What the ledger alone has against a person's word about a payout. */
import type { OrderRecord } from '../orders/types.ts'
import { failedPayoutStates, getPayout, listAttemptEvents } from '../store/payouts.ts'
import type { Resolution } from '../store/resolutions.ts'
import type { Store } from '../store/store.ts'

export type CheckResolutionParameters = {
  readonly record: OrderRecord | undefined
  readonly resolution: Pick<Resolution, 'orderId' | 'verdict' | 'paidAt'>
  /** Unix milliseconds. */
  readonly now: number
  /** How long a payout must stay unknown before it may count as never made. Milliseconds. */
  readonly notFoundWindowMs: number
}

/** A PSP that once had the payout may still make it: its silence counts after a day alone. */
const KNOWN_MS = 86_400_000

/**
 * Why the word cannot be taken, in a sentence that says what to do; undefined when nothing stands against it. `failed` sets the order free for
 * another provider, so it is never taken while a request may still leave from here, or while one that left may still arrive. `paid` is heard
 * about a payout that had failed, too: the PSP that called it failed must say so itself (`applyResolution` asks it).
 */
export function checkResolution(
  store: Store,
  { record, resolution, now, notFoundWindowMs }: CheckResolutionParameters,
): string | undefined {
  const { orderId, verdict, paidAt } = resolution
  const row = getPayout(store, orderId)
  if (!record || !row) return 'the ledger has no payout for this order; nothing was ever sent, so there is nothing to decide'
  const isOver = failedPayoutStates.has(row.state)
  if (isOver && verdict === 'failed') return `the ledger knows already: the payout is ${row.state}; nothing is left to decide`
  if (!isOver && !open.has(row.state))
    return `the ledger knows already: the payout is ${row.state}; ${ends[row.state] ?? 'nothing is left to decide'}`
  const trail = listAttemptEvents(store, orderId)
  const sentAt = trail.findLast(({ state }) => leaving.has(state))?.at ?? row.createdAt
  if (!isOver && now - sentAt < notFoundWindowMs)
    return `the request left less than ${toMinutes(notFoundWindowMs)} ago and the daemon is still finding out; decide at ${toTime(sentAt + notFoundWindowMs)}`
  if (verdict === 'paid') {
    const isPossible = paidAt !== undefined && paidAt * 1_000 >= row.createdAt - 1_000 && paidAt * 1_000 <= now
    return isPossible ? undefined : `it cannot have been paid then: the request was recorded at ${toTime(row.createdAt)}`
  }
  const payBy = (record.payBy ?? 0) * 1_000
  if (now <= payBy) return `the request may still be sent again until the pay window ends at ${toTime(payBy)}; decide after that`
  if (trail.some(({ state }) => known.has(state)) && now - sentAt < KNOWN_MS)
    return `the PSP has had this payout and may still make it; its silence counts from ${toTime(sentAt + KNOWN_MS)} on, until then have it cancelled there`
  return undefined
}

const open: ReadonlySet<string> = new Set(['SUBMITTING', 'UNKNOWN', 'SUBMITTED', 'PENDING', 'NEEDS_ACTION'])
const leaving: ReadonlySet<string> = new Set(['SUBMITTING', 'RESUBMITTED'])
const known: ReadonlySet<string> = new Set(['DUPLICATE', 'SUBMITTED', 'PENDING', 'NEEDS_ACTION'])
const ends: Readonly<Record<string, string>> = {
  RETURNED: 'settle with the recipient by hand',
  SUCCEEDED: 'if the order went to somebody else, ask the PSP to recall the payout',
}
const toMinutes = (ms: number) => `${Math.ceil(ms / 60_000)} min`
const toTime = (ms: number) => new Date(ms).toISOString()
