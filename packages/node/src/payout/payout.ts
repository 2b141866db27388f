/** Makes a payout: everything checked and recorded first, then one request, once in the life of an order. */
import { type FailureCause, getCorridor, toPaymentReference } from '@paynode/sdk/protocol'
import type { EffectHandler, HandlerResult, OrderEvent, OrderRecord } from '../orders/types.ts'
import { getPayout, insertPayout, type PayoutRow, setPayoutState, sumPayoutsSince } from '../store/payouts.ts'
import { notePayout, type PayoutDeps, toFailureCause } from './deps.ts'
import { type PreparedPayout, type PrepareResult, type PspAdapter, type SubmitResult, toProblem } from './psp.ts'
import { inspectPayout, toFailure } from './query.ts'
import { settleSubmission } from './settleSubmission.ts'

const CONFIRM_RETRY_MS = 250
const OFF_RETRY_MS = 5_000
const PREPARE_RETRY_MS = 1_000
const DAY_MS = 86_400_000

/** Creates the handler of the `payout` effect. A row that exists means the request may have left: it is never sent again. */
export function createPayoutHandler(deps: PayoutDeps): EffectHandler {
  return async ({ record, attempts, signal }) => {
    const known = getPayout(deps.store, record.id)
    if (known) return recover(deps, record, known)
    const blocked = check(deps, record)
    if (blocked) return blocked
    const adapter = deps.adapterFor(record.corridor)
    if (!adapter) return refuse(deps, record, 'pspUnavailable', 'no PSP is configured for the corridor')
    const ready = await prepare(deps, adapter, record, signal)
    if (ready.type === 'result') return ready.result
    signal.throwIfAborted() // nothing has left yet: a daemon that stops here has not started

    const begun = begin(deps, adapter, record, ready.prepared)
    if (begun.type === 'result') return begun.result
    const result = await adapter
      .submit(ready.prepared, signal)
      .catch((): SubmitResult => ({ type: 'unknown', evidence: { code: 'threw', at: deps.clock.now() } }))
    const settled = settleSubmission(deps, begun.row, result)
    if (settled.type === 'refused') return toFailure(deps, begun.row)
    if (settled.type === 'open') return unknown(settled.reason)
    return inspectPayout(deps, { record, row: begun.row, attempts, signal }).then((outcome) =>
      outcome.type === 'events' ? outcome : unknown(outcome.reason),
    )
  }
}

type Outcome<value> = value | { readonly type: 'result'; readonly result: HandlerResult }

/** What keeps an order from being paid now; undefined when nothing does. */
function check(deps: PayoutDeps, record: OrderRecord): HandlerResult | undefined {
  const now = deps.clock.now()
  const { payout } = record.order
  if (record.state !== 'claimed') return { type: 'events', events: [] }
  if ((record.payBy ?? 0) * 1_000 - now <= deps.marginMs) return refuse(deps, record, 'other', 'too little of the pay window is left')
  if (deps.payouts === 'off') return { type: 'retry', at: now + OFF_RETRY_MS, reason: 'payouts are off' }
  if (!deps.confirmed(record)) return { type: 'retry', at: now + CONFIRM_RETRY_MS, reason: 'the claim is not confirmed yet' }
  if (deps.caps.perPayout !== undefined && payout > deps.caps.perPayout)
    return refuse(deps, record, 'other', 'payout above the cap per payout')
  const sent = sumPayoutsSince(deps.store, toCurrency(record), now - DAY_MS)
  if (deps.caps.perDay !== undefined && sent + payout > deps.caps.perDay)
    return refuse(deps, record, 'insufficientFloat', 'the cap per day is used up')
  return undefined
}

async function prepare(
  deps: PayoutDeps,
  adapter: PspAdapter,
  record: OrderRecord,
  signal: AbortSignal,
): Promise<Outcome<{ readonly type: 'ready'; readonly prepared: PreparedPayout }>> {
  const opened = await deps.openRecipient(record, signal)
  if (opened.type === 'missing') return retry(deps, CONFIRM_RETRY_MS, 'recipient details not here yet')
  if (opened.type === 'invalid') return { type: 'result', result: refuse(deps, record, 'recipientRejected', opened.reason) }
  const amount = { value: record.order.payout, currency: toCurrency(record) }
  const reference = toPaymentReference(record.id)
  const intent = { reference, amount, recipient: opened.recipient, memo: reference }
  const problem = toProblem(adapter.validate(intent))
  if (problem) return { type: 'result', result: refuse(deps, record, 'recipientRejected', problem) }
  const held = await deps.float.reserve(record.id, adapter.id, amount, signal)
  if (held.type !== 'reserved') {
    if (held.free === undefined) return retry(deps, CONFIRM_RETRY_MS, 'the PSP does not tell its balance')
    return { type: 'result', result: refuse(deps, record, 'insufficientFloat', 'not enough float') }
  }
  const at = deps.clock.now()
  const result = await adapter
    .prepare(intent, signal)
    .catch((): PrepareResult => ({ type: 'unavailable', evidence: { code: 'threw', at } }))
  if (result.type === 'prepared') return { type: 'ready', prepared: result.prepared }
  if (result.type === 'unavailable') {
    const wait = Math.max(PREPARE_RETRY_MS, (result.retryAt ?? 0) - deps.clock.now())
    return retry(deps, wait, `the PSP did not get the payout ready (${result.evidence.code ?? result.evidence.httpStatus ?? 'no code'})`)
  }
  const { reason } = result
  return { type: 'result', result: refuse(deps, record, toFailureCause(reason), `the PSP refused to get the payout ready: ${reason}`) }
}

/** One transaction: the facts as they are now, the row with the exact request, the order's step to `paying`. After it, anything may have been sent. */
function begin(
  deps: PayoutDeps,
  adapter: PspAdapter,
  { id: orderId }: OrderRecord,
  prepared: PreparedPayout,
): Outcome<{ readonly type: 'begun'; readonly row: PayoutRow }> {
  return deps.store.transaction(() => {
    const record = deps.getRecord(orderId)
    if (!record || getPayout(deps.store, orderId)) return { type: 'result', result: { type: 'events', events: [] } }
    const blocked = check(deps, record)
    if (blocked) return { type: 'result', result: blocked }
    const { reference } = prepared
    const amount = { value: record.order.payout, currency: toCurrency(record) }
    insertPayout(deps.store, {
      orderId,
      reference,
      psp: adapter.id,
      currency: amount.currency,
      amount: amount.value,
      request: prepared,
      createdAt: deps.clock.now(),
    })
    deps.dispatch(orderId, { type: 'payoutStarted', reference })
    const state = deps.getRecord(orderId)?.state
    if (state !== 'paying') throw new Error(`order ${orderId} did not step to paying (it is ${state}); nothing was sent`) // rolls back
    const row = getPayout(deps.store, orderId) as PayoutRow // inserted above
    notePayout(deps, row, 'SUBMITTING')
    return { type: 'begun', row }
  })
}

/** After a crash: the request may have left. Brings the order to where queries take over. */
function recover(deps: PayoutDeps, record: OrderRecord, row: PayoutRow): HandlerResult {
  const begun: readonly OrderEvent[] = record.state === 'claimed' ? [{ type: 'payoutStarted', reference: row.reference }] : []
  if (record.state !== 'claimed' && record.state !== 'paying') return { type: 'events', events: [] }
  if (setPayoutState(deps.store, row.orderId, { state: 'UNKNOWN', reason: 'restarted', at: deps.clock.now() }))
    notePayout(deps, row, 'UNKNOWN', 'restarted')
  if (row.state === 'REJECTED') {
    const failure = toFailure(deps, row)
    return { type: 'events', events: [...begun, ...(failure.events ?? [])] }
  }
  return { type: 'events', events: [...begun, { type: 'payoutUnknown', reason: 'the request may have left before a restart' }] }
}

/** Ends an order before anything was sent: the float is free again. */
function refuse(deps: PayoutDeps, record: OrderRecord, cause: FailureCause, reason: string): HandlerResult {
  deps.float.void(record.id)
  deps.metrics.count('paynode_payouts_total', { state: 'REFUSED' })
  return { type: 'events', events: [{ type: 'payoutFailed', cause, reason }] }
}

const unknown = (reason: string): HandlerResult => ({ type: 'events', events: [{ type: 'payoutUnknown', reason }] })
const retry = (deps: PayoutDeps, ms: number, reason: string): { readonly type: 'result'; readonly result: HandlerResult } => ({
  type: 'result',
  result: { type: 'retry', at: deps.clock.now() + ms, reason },
})
const toCurrency = (record: OrderRecord) => getCorridor(record.corridor)?.currency ?? ''
