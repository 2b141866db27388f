/** Finds out what became of a payout. The PSP's query answer alone moves money's state; silence never does. */

import type { EffectHandler, HandlerResult, OrderEvent, OrderRecord } from '../orders/types.ts'
import { appendPayoutEvent, getPayout, listAttemptEvents, type PayoutRow, setPayoutState } from '../store/payouts.ts'
import { askPsp } from './askPsp.ts'
import { notePayout, type PayoutDeps, type QueryDeps, toFailureCause } from './deps.ts'
import { type FailOver, failOver, mayFailOver } from './failOver.ts'
import type { PspAdapter, QueryResult } from './psp.ts'
import { mayResubmit, resubmit } from './resubmit.ts'
import { toFailedEvent } from './toFailedEvent.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
const HOUR_MS = 3_600_000

/** Creates the handler of the `query` effect. */
export function createQueryHandler(deps: PayoutDeps): EffectHandler {
  return async ({ record, attempts, signal }) => {
    if (!asking.has(record.state)) return { type: 'events', events: [] }
    const row = getPayout(deps.store, record.id)
    if (!row) return flag('the order is being paid but no payout is recorded; compare with the PSP by hand')
    return inspectPayout(deps, { record, row, attempts, signal })
  }
}

/** Asks the PSP once and says what follows. */
export async function inspectPayout(
  deps: PayoutDeps,
  parameters: { readonly record: OrderRecord; readonly row: PayoutRow; readonly attempts: number; readonly signal: AbortSignal },
): Promise<HandlerResult> {
  const { record, row, attempts, signal } = parameters
  if (mayFailOver(deps, { record, row })) return failOver(deps, { record, row }, signal).then((next) => onFailedOver(deps, row, next))
  if (row.state === 'REJECTED') return toFailure(deps, row)
  const adapter = deps.psps.adaptersFor(record.corridor).find(({ id }) => id === row.psp)
  const retry = (reason: string): HandlerResult => ({ type: 'retry', at: deps.clock.now() + toDelay(attempts), reason })
  if (!adapter) return retry('the PSP of this payout is not configured')
  const result = await askPsp(deps, adapter, row, signal)
  if (result.type === 'unknown') {
    noteStrange(deps, row, result)
    return later(deps, attempts, result.retryAt, 'the PSP did not say')
  }
  if (result.type === 'deferred') return retry('the PSP will answer by callback')
  if (result.type === 'found') return onFound(deps, record, row, result) ?? retry('the PSP has not finished the payout')
  if (mayResubmit(deps, { adapter, record, row, result })) {
    const settled = await resubmit(deps, { adapter, row, signal })
    return settled.type === 'refused' ? endFailed(deps, record, row) : retry('the payout was sent again under its reference')
  }
  if (result.type === 'lost') return onLost(deps, record) ?? retry('the PSP can be asked by its own id alone, which never came')
  return onNotFound(deps, { adapter, record, row }, result) ?? retry('the PSP does not know the payout yet')
}

function onFailedOver(deps: PayoutDeps, row: PayoutRow, next: FailOver): HandlerResult {
  if (next.type === 'ended') return toFailure(deps, row)
  return next.type === 'later' ? { ...next, type: 'retry' } : flag(next.reason)
}

/** A confirmed failure: another PSP takes over where one can, else the order is over. Reads the row as it is now. */
function endFailed(deps: PayoutDeps, record: OrderRecord, { orderId }: PayoutRow): HandlerResult {
  const row = getPayout(deps.store, orderId) as PayoutRow // asked about a moment ago
  if (!mayFailOver(deps, { record, row })) return toFailure(deps, row)
  return { type: 'retry', at: deps.clock.now(), reason: 'the payout failed; another PSP may make it' }
}

/** A lost answer that can no longer be replayed: a person compares with the PSP's statement. */
function onLost(deps: QueryDeps, record: OrderRecord): HandlerResult | undefined {
  if (record.state === 'flagged' || (record.payBy ?? 0) * 1_000 > deps.clock.now()) return undefined
  return flag('the PSP never answered the payout and cannot be asked for it; compare with its statement by hand')
}

function onFound(
  deps: PayoutDeps,
  record: OrderRecord,
  row: PayoutRow,
  result: QueryResult & { readonly type: 'found' },
): HandlerResult | undefined {
  const { status, evidence, reason } = result
  const at = deps.clock.now()
  if (result.amount.value !== row.amount || result.amount.currency !== row.currency) {
    appendPayoutEvent(deps.store, row.orderId, { state: status, note: { reason: 'amount differs', evidence }, at })
    notePayout(deps, row, 'mismatch')
    return flag('the PSP shows another amount than was sent')
  }
  if (result.destinationMatches === false) {
    appendPayoutEvent(deps.store, row.orderId, { state: status, note: { reason: 'destination differs', evidence }, at })
    notePayout(deps, row, 'mismatch')
    return flag('the PSP shows another destination than was asked for')
  }
  const paidAt = status === 'SUCCEEDED' ? (result.paidAt ?? Math.floor(at / 1_000)) : undefined
  deps.store.transaction(() => {
    if (setPayoutState(deps.store, row.orderId, { state: status, pspId: result.pspId, paidAt, reason, evidence, at }))
      notePayout(deps, row, status)
    else if (isStrange(deps, row)) appendPayoutEvent(deps.store, row.orderId, { state: status, note: { evidence }, at })
    if (status === 'SUCCEEDED') deps.float.post(row.orderId)
  })
  if (status === 'RETURNED') return flag('the PSP returned the payout')
  if (getPayout(deps.store, row.orderId)?.state !== status) return flag(`the PSP says ${status} after it said otherwise`)
  if (status === 'SUCCEEDED') return toEvents({ type: 'payoutSucceeded', paidAt: paidAt ?? 0, amount: result.amount.value })
  if (status === 'FAILED' || status === 'CANCELLED') return endFailed(deps, record, row)
  return undefined
}

/**
 * A payout that never reached the PSP: only after a whole window of such answers, and a whole window after it was sent. Where such an answer
 * is not authoritative, the same makes it a person's.
 */
function onNotFound(
  deps: PayoutDeps,
  { adapter, record, row }: { readonly adapter: PspAdapter; readonly record: OrderRecord; readonly row: PayoutRow },
  result: QueryResult & { readonly type: 'notFound' },
): HandlerResult | undefined {
  const at = deps.clock.now()
  const trail = listAttemptEvents(deps.store, row.orderId)
  const lastSent = trail.findLastIndex(({ state }) => state === 'RESUBMITTED')
  const sentAt = trail[lastSent]?.at ?? row.createdAt
  const answers = trail.flatMap((event, index) => (event.state === 'NOT_FOUND' && index > lastSent ? [event.at] : []))
  appendPayoutEvent(deps.store, row.orderId, { state: 'NOT_FOUND', note: { evidence: result.evidence }, at })
  const window = deps.notFoundWindowMs
  if (answers.length === 0 || toWatchedMs([...answers, at], window) < window || at - sentAt < window) return undefined
  if (trail.some(({ state }) => acknowledged.has(state))) return flag('the PSP knew this payout and no longer does')
  if (!result.authoritative || !adapter.capabilities.notFoundAuthoritative)
    return flag('the PSP does not show this payout, which at this PSP proves nothing; compare with its statement by hand')
  setPayoutState(deps.store, row.orderId, { state: 'FAILED', reason: 'not_found', evidence: result.evidence, at })
  notePayout(deps, row, 'FAILED', 'not_found')
  return endFailed(deps, record, row)
}

/**
 * Milliseconds for which answers came again and again. A gap counts only as far as the pause between two questions goes: what a clock that was
 * set forward, or a machine that slept, adds beyond it was not watched.
 */
function toWatchedMs(times: readonly number[], windowMs: number): number {
  const most = Math.min(2 * LAST_RETRY_MS, windowMs / 4)
  return times.reduce((sum, time, index) => sum + Math.min(most, Math.max(0, time - (times[index - 1] ?? time))), 0)
}

/** Keeps an answer that nobody documented in the trail, once, so that the operator hears of it. */
function noteStrange(deps: PayoutDeps, row: PayoutRow, { evidence }: QueryResult & { readonly type: 'unknown' }): void {
  if (!strangeCodes.has(evidence.code ?? '') || isStrange(deps, row)) return
  appendPayoutEvent(deps.store, row.orderId, { state: 'STRANGE', note: { evidence }, at: deps.clock.now() })
  notePayout(deps, row, 'STRANGE', evidence.code)
}

/** A confirmed failure: the money is free again and the claim can go. */
export function toFailure({ store, float }: Pick<QueryDeps, 'store' | 'float'>, row: PayoutRow): HandlerResult {
  float.void(row.orderId)
  const reason = toFailedEvent({ store }, row)?.note.reason
  return toEvents({ type: 'payoutFailed', cause: toFailureCause(reason), reason: `the PSP refused: ${reason ?? 'no reason given'}` })
}

/** `flagged` too: when the chain took the order away while the payout was in flight, people still want to know how it ended. */
const asking: ReadonlySet<string> = new Set(['paying', 'unknown', 'flagged'])
const strangeCodes: ReadonlySet<string> = new Set(['strangeStatus', 'notOurs'])
const isStrange = ({ store }: Pick<PayoutDeps, 'store'>, { orderId }: PayoutRow) =>
  listAttemptEvents(store, orderId).at(-1)?.state === 'STRANGE'
const acknowledged: ReadonlySet<string> = new Set(['DUPLICATE', 'SUBMITTED', 'PENDING', 'NEEDS_ACTION'])
/** `attempts` counts this one. */
const toDelay = (attempts: number) => Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 6))
/** Honours a vendor's own time to come back, up to an hour. */
const later = (deps: QueryDeps, attempts: number, retryAt: number | undefined, reason: string): HandlerResult => {
  const now = deps.clock.now()
  return { type: 'retry', at: Math.max(now + toDelay(attempts), Math.min(retryAt ?? 0, now + HOUR_MS)), reason }
}
const toEvents = (event: OrderEvent): HandlerResult => ({ type: 'events', events: [event] })
const flag = (reason: string): HandlerResult => toEvents({ type: 'payoutFlagged', reason })
