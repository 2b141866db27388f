/** Makes a payout: everything checked and recorded first, then one request, once in the life of an order. */
import { type FailureCause, getCorridor } from '@paynode/sdk/protocol'
import type { EffectHandler, HandlerResult, OrderEvent, OrderRecord } from '../orders/types.ts'
import { getPayout, insertPayout, type PayoutRow, setPayoutState } from '../store/payouts.ts'
import { checkCaps } from './checkCaps.ts'
import { notePayout, type PayoutDeps } from './deps.ts'
import { mayFailOver } from './failOver.ts'
import type { PreparedPayout, PspAdapter } from './psp.ts'
import { inspectPayout, toFailure } from './query.ts'
import { readyPayout } from './readyPayout.ts'
import { sendPayout } from './sendPayout.ts'

const CONFIRM_RETRY_MS = 250
/** A PSP that is out of order stays so for half a minute at least. */
const OUTAGE_RETRY_MS = 2_000
const OFF_RETRY_MS = 5_000

/** Creates the handler of the `payout` effect. A row that exists means the request may have left: it is never sent again. */
export function createPayoutHandler(deps: PayoutDeps): EffectHandler {
  return async ({ record, attempts, signal }) => {
    const known = getPayout(deps.store, record.id)
    if (known) return recover(deps, record, known)
    // A claim that a reorganisation took back comes again without its money: other claims must not count on it while this one is confirmed.
    if (record.state === 'claimed') await deps.float.restore(record.id, signal)
    const blocked = check(deps, record)
    if (blocked) return blocked
    const ready = await readyPayout(deps, { record }, signal)
    if (ready.type === 'later') return { type: 'retry', at: deps.clock.now() + ready.ms, reason: ready.reason }
    if (ready.type === 'refused') return refuse(deps, record, ready.cause, ready.reason)
    signal.throwIfAborted() // nothing has left yet: a daemon that stops here has not started

    const begun = begin(deps, ready.adapter, record, ready.prepared)
    if (begun.type === 'result') return begun.result
    const settled = await sendPayout(deps, { adapter: ready.adapter, row: begun.row }, signal)
    if (settled.type === 'refused') return endRefused(deps, record)
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
  if ((record.payBy ?? 0) * 1_000 - now <= deps.marginMs(record.corridor))
    return refuse(deps, record, 'other', 'too little of the pay window is left')
  if (deps.payouts === 'off') return { type: 'retry', at: now + OFF_RETRY_MS, reason: 'payouts are off' }
  if (!deps.confirmed(record)) return { type: 'retry', at: now + CONFIRM_RETRY_MS, reason: 'the claim is not confirmed yet' }
  const over = checkCaps(deps, { corridor: record.corridor, payout })
  return over && refuse(deps, record, over.cause, over.reason)
}

/** One transaction: the facts as they are now, the row with the exact request, the order's step to `paying`. After it, anything may have been sent. */
function begin(
  deps: PayoutDeps,
  adapter: PspAdapter,
  { id: orderId }: OrderRecord,
  prepared: PreparedPayout,
): Outcome<{ readonly type: 'begun'; readonly row: PayoutRow & { readonly request: PreparedPayout } }> {
  return deps.store.transaction(() => {
    const record = deps.getRecord(orderId)
    if (!record || getPayout(deps.store, orderId)) return { type: 'result', result: { type: 'events', events: [] } }
    const blocked = check(deps, record)
    if (blocked) return { type: 'result', result: blocked }
    if (!deps.psps.breaker.take(adapter.id)) return { type: 'result', result: retry(deps, OUTAGE_RETRY_MS, 'the PSP is out of order') }
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
    return { type: 'begun', row: { ...row, request: prepared } }
  })
}

/** After a crash: the request may have left. Brings the order to where queries take over. */
function recover(deps: PayoutDeps, record: OrderRecord, row: PayoutRow): HandlerResult {
  const begun: readonly OrderEvent[] = record.state === 'claimed' ? [{ type: 'payoutStarted', reference: row.reference }] : []
  if (record.state !== 'claimed' && record.state !== 'paying') return { type: 'events', events: [] }
  if (setPayoutState(deps.store, row.orderId, { state: 'UNKNOWN', reason: 'restarted', at: deps.clock.now() }))
    notePayout(deps, row, 'UNKNOWN', 'restarted')
  if (row.state === 'REJECTED') {
    const failure = endRefused(deps, record)
    return { type: 'events', events: [...begun, ...(failure.events ?? [])] }
  }
  return { type: 'events', events: [...begun, { type: 'payoutUnknown', reason: 'the request may have left before a restart' }] }
}

/** Refused for good at this PSP: queries take over where another PSP may make the payout, else the order is over. */
function endRefused(deps: PayoutDeps, record: OrderRecord): HandlerResult {
  const row = getPayout(deps.store, record.id) as PayoutRow // the one that was refused
  return mayFailOver(deps, { record, row }) ? unknown('the PSP refused the payout; another one may make it') : toFailure(deps, row)
}

/** Ends an order before anything was sent: the float is free again. */
function refuse(deps: PayoutDeps, record: OrderRecord, cause: FailureCause, reason: string): HandlerResult {
  deps.float.void(record.id)
  deps.metrics.count('paynode_payouts_total', { state: 'REFUSED' })
  return { type: 'events', events: [{ type: 'payoutFailed', cause, reason }] }
}

const unknown = (reason: string): HandlerResult => ({ type: 'events', events: [{ type: 'payoutUnknown', reason }] })
const retry = (deps: PayoutDeps, ms: number, reason: string): HandlerResult => ({ type: 'retry', at: deps.clock.now() + ms, reason })
const toCurrency = (record: OrderRecord) => getCorridor(record.corridor)?.currency ?? ''
