/** Makes a payout through another PSP, once the one that failed it has said so twice. Never while anything about it is unknown. */

import type { OrderRecord } from '../orders/types.ts'
import { failedPayoutStates, getPayout, listPayoutAttempts, type PayoutRow, restartPayout } from '../store/payouts.ts'
import { askPsp } from './askPsp.ts'
import { checkCaps } from './checkCaps.ts'
import { notePayout, type PayoutDeps } from './deps.ts'
import { mayStillSend } from './mayStillSend.ts'
import { readyPayout } from './readyPayout.ts'
import { sendPayout } from './sendPayout.ts'
import { toFailedEvent } from './toFailedEvent.ts'

/** `ended`: no other PSP makes it, the failure stands. `later`: ask again at `at`, unix milliseconds. `contradicted`: a person has to look. */
export type FailOver =
  | { readonly type: 'ended' }
  | { readonly type: 'later'; readonly at: number; readonly reason: string }
  | { readonly type: 'contradicted'; readonly reason: string }

type Failed = { readonly record: OrderRecord; readonly row: PayoutRow }

/** Between the first word of a failure and the question whether it stands. */
const RECHECK_MS = 10_000
const RETRY_MS = 2_000

/**
 * Whether another PSP may make a payout that failed: the order is still ours with time to pay, a PSP is left that was not tried, it was not the
 * recipient that was refused, no money ever left, and the caps allow it (a failed payout does not count in them).
 */
export function mayFailOver(deps: PayoutDeps, { record: { id }, row }: Failed): boolean {
  const record = deps.getRecord(id)
  if (!record || !failedPayoutStates.has(row.state) || deps.payouts === 'off') return false
  if (!mayStillSend(deps, record) || !deps.confirmed(record)) return false
  if (standing.has(toFailedEvent(deps, row)?.note.reason ?? '')) return false
  if (checkCaps(deps, { corridor: record.corridor, payout: row.amount })) return false
  const tried = toTried(deps, row)
  return deps.psps.adaptersFor(record.corridor).some((adapter) => !tried.includes(adapter.id))
}

/** Asks the PSP that failed once more, then gets the payout ready elsewhere, records it and sends it. */
export async function failOver(deps: PayoutDeps, { record, row }: Failed, signal: AbortSignal): Promise<FailOver> {
  const later = (at: number, reason: string): FailOver => ({ type: 'later', at, reason })
  const { now } = deps.clock
  const since = toFailedEvent(deps, row)?.at ?? now()
  if (now() < since + RECHECK_MS) return later(since + RECHECK_MS, 'the payout failed; the PSP is asked once more before another makes it')
  const still = await recheck(deps, { record, row }, signal)
  if (still.type === 'unclear') return later(now() + RETRY_MS, 'the PSP does not say again that the payout failed')
  if (still.type === 'ended' || still.type === 'contradicted') return still
  const ready = await readyPayout(deps, { record, except: toTried(deps, row) }, signal)
  if (ready.type === 'later') return later(now() + ready.ms, ready.reason)
  if (ready.type === 'refused') return { type: 'ended' }
  signal.throwIfAborted()
  const { adapter, prepared } = ready
  const next = deps.store.transaction(() => {
    const current = getPayout(deps.store, row.orderId)
    if (!current || current.psp !== row.psp || current.state !== row.state || !mayFailOver(deps, { record, row: current })) return undefined
    if (!deps.psps.breaker.take(adapter.id)) return undefined
    restartPayout(deps.store, row.orderId, { psp: adapter.id, request: prepared, at: now() })
    const restarted = getPayout(deps.store, row.orderId)
    if (restarted) notePayout(deps, restarted, 'SUBMITTING', 'failed over')
    return restarted
  })
  if (!next) return later(now() + RETRY_MS, 'another PSP cannot make the payout just now')
  await sendPayout(deps, { adapter, row: { ...next, request: prepared } }, signal)
  return later(now(), 'another PSP was asked to make the payout')
}

type Recheck = Exclude<FailOver, { type: 'later' }> | { readonly type: 'confirmed' | 'unclear' }

async function recheck(deps: PayoutDeps, { record, row }: Failed, signal: AbortSignal): Promise<Recheck> {
  const adapter = deps.psps.adaptersFor(record.corridor).find(({ id }) => id === row.psp)
  if (!adapter) return { type: 'ended' }
  const result = await askPsp(deps, adapter, row, signal)
  if (result.type === 'lost') return { type: 'ended' }
  if (result.type === 'notFound') {
    const wasNever = row.state === 'REJECTED' || toFailedEvent(deps, row)?.note.reason === 'not_found'
    return { type: wasNever ? 'confirmed' : 'ended' }
  }
  if (result.type !== 'found') return { type: 'unclear' }
  if (result.status === 'FAILED' || result.status === 'CANCELLED') return { type: 'confirmed' }
  if (result.status !== 'SUCCEEDED' && result.status !== 'RETURNED') return { type: 'unclear' }
  return { type: 'contradicted', reason: `the PSP says ${result.status} after it said otherwise` }
}

const toTried = ({ store }: Pick<PayoutDeps, 'store'>, row: PayoutRow): readonly string[] => [
  row.psp,
  ...listPayoutAttempts(store, row.orderId).map(({ psp }) => psp),
]

/** Another PSP would only pay whom this one would not, or pay again whom this one paid for a while; a person's word is the last. */
const standing: ReadonlySet<string> = new Set(['bad_destination', 'compliance', 'returned', 'resolved'])
