/** Takes in what a PSP calls back with. A notice moves nothing: it makes the daemon ask sooner, and look again at what had succeeded. */

import type { OrderEvent, OrderRecord } from '../orders/types.ts'
import { raiseAlert } from '../store/alerts.ts'
import { enqueueEffect } from '../store/effects.ts'
import { isNoticeKnown, saveNotice } from '../store/notices.ts'
import { appendPayoutEvent, failedPayoutStates, findPayout, type PayoutRow, setPayoutState } from '../store/payouts.ts'
import { askPsp } from './askPsp.ts'
import { notePayout, type QueryDeps } from './deps.ts'
import type { PspAdapter, WebhookAck, WebhookRequest } from './psp.ts'

/** What taking in a webhook needs beyond what a query needs. */
export type WebhookDeps = Pick<QueryDeps, 'store' | 'clock' | 'metrics' | 'logger'> & {
  getRecord(orderId: OrderRecord['id']): OrderRecord | undefined
  dispatch(orderId: OrderRecord['id'], event: OrderEvent): void
}

/** Within this time the same notice is no new reason to ask. Milliseconds. */
const REPEAT_MS = 60_000

/** Verifies, finds the payout and has it asked about; answers what the PSP wants to hear. The same notice asks the PSP once a minute at most: whoever replays it gets an answer. */
export async function takeWebhook(
  deps: WebhookDeps,
  adapter: PspAdapter,
  request: WebhookRequest,
  signal: AbortSignal,
): Promise<WebhookAck> {
  const result = await adapter.webhook(request, signal)
  if (result.type === 'rejected') {
    deps.logger.warn({ psp: adapter.id, reason: result.reason }, 'webhook refused')
    return result.ack
  }
  if (result.type === 'challenge') return result.ack
  const { id: psp } = adapter
  const now = deps.clock.now()
  const notice = { psp, key: result.dedupeKey }
  // An asynchronous PSP's callbacks are its answers: each is new.
  if (adapter.capabilities.query === 'sync' && isNoticeKnown(deps.store, { ...notice, since: now - REPEAT_MS })) return result.ack
  const row = findPayout(deps.store, { psp, reference: result.reference, pspId: result.pspId })
  if (!row) return result.ack // another system of the same account
  if (row.state === 'SUCCEEDED' && !(await lookAgain(deps, adapter, row, signal))) return { status: 503 } // then it comes again
  if (failedPayoutStates.has(row.state) && result.hint === 'SUCCEEDED' && !(await hearLateWord(deps, adapter, row, signal)))
    return { status: 503 }
  // While a request is on its way its handler asks by itself.
  if (open.has(deps.getRecord(row.orderId)?.state ?? '')) enqueueEffect(deps.store, row.orderId, { kind: 'query', dueAt: deps.clock.now() })
  saveNotice(deps.store, { ...notice, at: now })
  return result.ack
}

/** A payout that was over and is said to have been made after all: never guessed, always a person's. False when the PSP did not say. */
async function hearLateWord(deps: WebhookDeps, adapter: PspAdapter, row: PayoutRow, signal: AbortSignal): Promise<boolean> {
  const at = deps.clock.now()
  const result = await askPsp(deps, adapter, row, signal)
  if (result.type !== 'found') return result.type === 'notFound'
  if (result.status !== 'SUCCEEDED') return true
  const detail = `${row.psp} says that a payout succeeded which it had called failed; whoever paid instead, the recipient may have it twice`
  deps.store.transaction(() => {
    appendPayoutEvent(deps.store, row.orderId, { state: 'STRANGE', note: { reason: 'lateSuccess', evidence: result.evidence }, at })
    if (!raiseAlert(deps.store, { subject: row.orderId, kind: 'lateSuccess', detail, raisedAt: at })) return
    notePayout(deps, row, 'STRANGE', 'lateSuccess')
    deps.logger.error({ orderId: row.orderId, reference: row.reference, psp: row.psp }, 'a failed payout is said to have succeeded')
    deps.dispatch(row.orderId, { type: 'payoutFlagged', reason: 'the PSP says SUCCEEDED after it said otherwise' })
  })
  return true
}

/** Money that came back after a success: the order is a person's, whatever the chain says by now. False when the PSP did not say. */
async function lookAgain(deps: WebhookDeps, adapter: PspAdapter, row: PayoutRow, signal: AbortSignal): Promise<boolean> {
  const at = deps.clock.now()
  const result = await askPsp(deps, adapter, row, signal)
  if (result.type !== 'found') return false
  if (result.status !== 'RETURNED') return result.status === 'SUCCEEDED' // anything else is a PSP that has not made up its mind
  deps.store.transaction(() => {
    if (!setPayoutState(deps.store, row.orderId, { state: 'RETURNED', evidence: result.evidence, at })) return
    notePayout(deps, row, 'RETURNED')
    deps.logger.error({ orderId: row.orderId, reference: row.reference }, 'the PSP took a successful payout back')
    deps.dispatch(row.orderId, { type: 'payoutFlagged', reason: 'the PSP returned the payout' })
  })
  return true
}

const open: ReadonlySet<string> = new Set(['unknown', 'flagged'])
