/** The payouts that are open or in doubt, and why a person is needed for some of them. */
import type { OrderId } from '@paynode/sdk/protocol'
import { getOrderRecord, listOrderRecords } from '../store/orders.ts'
import { failedPayoutStates, getPayout, listAttemptEvents, listPayouts, type PayoutRow } from '../store/payouts.ts'
import { listResolutions } from '../store/resolutions.ts'
import type { Store } from '../store/store.ts'

/** One payout. `amount` is minor units of `currency`, `ageMs` milliseconds since it was recorded; `why` and `next` are there when a person is needed. */
export type WaitingPayout = {
  readonly reference: string
  readonly orderId: OrderId
  readonly psp: string
  readonly state: PayoutRow['state']
  readonly order: string
  readonly amount: bigint
  readonly currency: string
  readonly ageMs: number
  readonly why?: string | undefined
  readonly next?: string | undefined
  /** The last decision about it: `waiting` for the daemon, or refused with the reason. */
  readonly decision?: { readonly verdict: string; readonly outcome: string; readonly answer?: string | undefined } | undefined
}

/** Names no recipients. `all` adds those that the daemon is still ending by itself. Oldest first. */
export function listWaitingPayouts(
  store: Store,
  { now, overdueMs, all }: { readonly now: number; readonly overdueMs: number; readonly all: boolean },
): readonly WaitingPayout[] {
  const open = listPayouts(store, { states: ['SUBMITTING', 'UNKNOWN', 'SUBMITTED', 'PENDING', 'NEEDS_ACTION'] })
  const flagged = listOrderRecords(store, { state: 'flagged', limit: MOST }).flatMap(({ id }) => getPayout(store, id) ?? [])
  const rows = [...new Map([...open, ...flagged].map((row) => [row.orderId, row])).values()].sort((a, b) => a.createdAt - b.createdAt)
  return rows.flatMap((row) => {
    const record = getOrderRecord(store, row.orderId)
    const reason = record?.state === 'flagged' ? (record.reason ?? 'flagged') : undefined
    const need = toNeed(row, {
      reason,
      last: listAttemptEvents(store, row.orderId).at(-1)?.state,
      isOverdue: now - row.createdAt > overdueMs,
    })
    if (!need && !all) return []
    const last = listResolutions(store, { orderId: row.orderId }).at(-1)
    const decision = last && { verdict: last.verdict, outcome: last.outcome, answer: last.answer }
    const { reference, orderId, psp, state, amount, currency } = row
    return [
      {
        reference,
        orderId,
        psp,
        state,
        order: record?.state ?? 'missing',
        amount,
        currency,
        ageMs: now - row.createdAt,
        ...need,
        decision,
      },
    ]
  })
}

const MOST = 1_000
const compare = 'find the reference in the PSP’s statement, then: paynode payouts resolve'

function toNeed(
  { state }: PayoutRow,
  { reason, last, isOverdue }: { readonly reason: string | undefined; readonly last: string | undefined; readonly isOverdue: boolean },
): { readonly why: string; readonly next: string } | undefined {
  if (state === 'RETURNED') return { why: 'it came back after it had succeeded', next: 'settle with the recipient by hand' }
  if (state === 'SUCCEEDED') return { why: `it was paid, but ${reason}`, next: 'ask the PSP to recall the payout, write it off otherwise' }
  if (failedPayoutStates.has(state))
    return {
      why: reason ?? 'in doubt',
      next: 'ask the PSP which is true; if it paid: paynode payouts resolve --paid, and it is claimed again or recalled',
    }
  if (state === 'NEEDS_ACTION')
    return { why: 'it waits at the PSP for a one-time password, an approval or a registration', next: 'act there; the daemon sees it' }
  if (reason) return { why: reason, next: compare }
  if (last === 'STRANGE') return { why: 'the PSP gave an answer that nobody documented', next: compare }
  return isOverdue ? { why: 'it was sent long ago and is not known to have ended', next: compare } : undefined
}
