/** Sends a payout's recorded bytes once more, where the vendor makes that harmless: it replays, or refuses a reference that it knows. */

import type { OrderRecord } from '../orders/types.ts'
import { appendPayoutEvent, getPayout, listAttemptEvents, type PayoutRow } from '../store/payouts.ts'
import type { QueryDeps } from './deps.ts'
import { mayStillSend } from './mayStillSend.ts'
import type { PspAdapter, QueryResult, SubmitResult } from './psp.ts'
import { type Settled, settleSubmission } from './settleSubmission.ts'

/**
 * Whether the same request may go out again after this answer. Only while the order is still ours with time left, so that nobody else pays it
 * meanwhile, and only when the first one was lost by a vendor that replays, or was turned away by a rate limit and is unknown to the vendor.
 */
export function mayResubmit(
  deps: Pick<QueryDeps, 'store' | 'clock' | 'marginMs'>,
  parameters: { readonly adapter: PspAdapter; readonly record: OrderRecord; readonly row: PayoutRow; readonly result: QueryResult },
): boolean {
  const { adapter, record, row, result } = parameters
  if (row.request === undefined || !open.has(row.state) || !mayStillSend(deps, record)) return false
  const trail = listAttemptEvents(deps.store, row.orderId)
  const sent = trail.filter(({ state }) => state === 'RESUBMITTED')
  if (sent.length >= MOST) return false
  const { repeat } = adapter.capabilities
  if (result.type === 'lost') return repeat === 'replay'
  if (result.type !== 'notFound' || repeat === 'unsafe') return false
  const last = trail.findLast(({ state }) => outcomes.has(state))
  return last?.state === 'THROTTLED' || (last?.state === 'UNKNOWN' && trail.at(trail.indexOf(last) - 1)?.state === 'THROTTLED')
}

/** Records the repeat, then sends it. A crash in between leaves a payout that is asked about like any other. */
export async function resubmit(
  deps: Pick<QueryDeps, 'store' | 'clock' | 'metrics' | 'logger'>,
  { adapter, row, signal }: { readonly adapter: PspAdapter; readonly row: PayoutRow; readonly signal: AbortSignal },
): Promise<Settled> {
  const { request } = row
  if (!request) return { type: 'open', reason: 'the request was erased' }
  signal.throwIfAborted()
  appendPayoutEvent(deps.store, row.orderId, { state: 'RESUBMITTED', note: {}, at: deps.clock.now() })
  const result = await adapter
    .submit(request, signal)
    .catch((): SubmitResult => ({ type: 'unknown', evidence: { code: 'threw', at: deps.clock.now() } }))
  return settleSubmission(deps, getPayout(deps.store, row.orderId) ?? row, result)
}

const MOST = 20
const open: ReadonlySet<string> = new Set(['SUBMITTING', 'UNKNOWN'])
/** What the last request came to; a repeat that was recorded but not answered is none of them, and blocks. */
const outcomes: ReadonlySet<string> = new Set(['THROTTLED', 'UNKNOWN', 'DUPLICATE', 'RESUBMITTED', 'PENDING', 'NEEDS_ACTION'])
