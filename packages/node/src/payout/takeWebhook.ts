/** Takes in what a PSP calls back with. A notice moves nothing: it makes the daemon ask sooner, and look again at what had succeeded. */
import type { OrderEvent, OrderRecord } from '../orders/types.ts'
import { enqueueEffect } from '../store/effects.ts'
import { findPayout, type PayoutRow, setPayoutState } from '../store/payouts.ts'
import { notePayout, type QueryDeps } from './deps.ts'
import type { PspAdapter, QueryResult, WebhookAck, WebhookRequest } from './psp.ts'
import { toTarget } from './toTarget.ts'

/** What taking in a webhook needs beyond what a query needs. */
export type WebhookDeps = Pick<QueryDeps, 'store' | 'clock' | 'metrics' | 'logger'> & {
  getRecord(orderId: OrderRecord['id']): OrderRecord | undefined
  dispatch(orderId: OrderRecord['id'], event: OrderEvent): void
}

/** Verifies, finds the payout and has it asked about; answers what the PSP wants to hear. Repeats are harmless. */
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
  const row = findPayout(deps.store, { psp: adapter.id, reference: result.reference, pspId: result.pspId })
  if (!row) return result.ack // another system of the same account
  if (row.state === 'SUCCEEDED') return (await lookAgain(deps, adapter, row, signal)) ? result.ack : { status: 503 } // then it comes again
  // While a request is on its way its handler asks by itself.
  if (open.has(deps.getRecord(row.orderId)?.state ?? '')) enqueueEffect(deps.store, row.orderId, { kind: 'query', dueAt: deps.clock.now() })
  return result.ack
}

/** Money that came back after a success: the order is a person's, whatever the chain says by now. False when the PSP did not say. */
async function lookAgain(deps: WebhookDeps, adapter: PspAdapter, row: PayoutRow, signal: AbortSignal): Promise<boolean> {
  const at = deps.clock.now()
  const result = await adapter.query(toTarget(row), signal).catch((): QueryResult => ({ type: 'unknown', evidence: { code: 'threw', at } }))
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
