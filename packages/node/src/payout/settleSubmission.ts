/** Writes down what a submission came to. Anything but a clear refusal leaves the payout open: only a query ends it. */
import { appendPayoutEvent, type PayoutRow, setPayoutState } from '../store/payouts.ts'
import { notePayout, type QueryDeps } from './deps.ts'
import type { SubmitResult } from './psp.ts'

/** `refused`: nothing moved and nothing will. `accepted`: the PSP has it, its last word may be near. `open`: nobody knows, `reason` says why. */
export type Settled = { readonly type: 'refused' | 'accepted' } | { readonly type: 'open'; readonly reason: string }

/** Records a submission's result in the payout's row and trail. */
export function settleSubmission(
  deps: Pick<QueryDeps, 'store' | 'clock' | 'metrics' | 'logger'>,
  row: PayoutRow,
  result: SubmitResult,
): Settled {
  const at = deps.clock.now()
  const { orderId } = row
  if (result.type === 'rejected') {
    setPayoutState(deps.store, orderId, { state: 'REJECTED', reason: result.reason, evidence: result.evidence, at })
    notePayout(deps, row, 'REJECTED', result.reason)
    return { type: 'refused' }
  }
  if (result.type === 'accepted') {
    // A status in the answer is a hint like any other: only a query moves the row to a final state.
    const state = result.status === 'NEEDS_ACTION' ? 'NEEDS_ACTION' : 'PENDING'
    setPayoutState(deps.store, orderId, { state, pspId: result.pspId, evidence: result.evidence, at })
    notePayout(deps, row, state)
    return result.status === 'SUCCEEDED'
      ? { type: 'accepted' }
      : { type: 'open', reason: 'the PSP accepted the payout and has not finished it' }
  }
  const evidence = result.evidence ?? { code: 'throttled', at }
  if (result.type !== 'unknown')
    appendPayoutEvent(deps.store, orderId, { state: result.type === 'duplicate' ? 'DUPLICATE' : 'THROTTLED', note: { evidence }, at })
  setPayoutState(deps.store, orderId, { state: 'UNKNOWN', evidence, at })
  notePayout(deps, row, 'UNKNOWN', evidence.code)
  if (result.type === 'duplicate') return { type: 'open', reason: 'the PSP knows the reference already' }
  return { type: 'open', reason: result.type === 'throttled' ? 'the PSP takes no more requests for now' : 'the PSP gave no clear answer' }
}
