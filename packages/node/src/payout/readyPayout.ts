/** Gets a payout ready at the first PSP that can make it: details opened, limits checked, float held, recipient set up. Moves no money. */
import type { FailureCause } from '@paynode/sdk/protocol'
import type { OrderRecord } from '../orders/types.ts'
import { getReservation } from '../store/reservations.ts'
import { type PayoutDeps, toFailureCause } from './deps.ts'
import { holdFloat } from './holdFloat.ts'
import type { PreparedPayout, PrepareResult, PspAdapter } from './psp.ts'
import { toIntent } from './toIntent.ts'

/** `later`: again after `ms`. `refused`: no PSP here can make it. */
export type Ready =
  | { readonly type: 'ready'; readonly adapter: PspAdapter; readonly prepared: PreparedPayout }
  | { readonly type: 'later'; readonly ms: number; readonly reason: string }
  | { readonly type: 'refused'; readonly cause: FailureCause; readonly reason: string }

const SOON_MS = 2_000
const PREPARE_RETRY_MS = 1_000

/** Where the float is held goes first, then the operator's order; `except` are PSPs that failed this payout already. */
export async function readyPayout(
  deps: PayoutDeps,
  { record, except = [] }: { readonly record: OrderRecord; readonly except?: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<Ready> {
  const opened = await deps.openRecipient(record, signal)
  if (opened.type === 'missing') return { type: 'later', ms: SOON_MS, reason: 'recipient details not here yet' }
  if (opened.type === 'invalid') return { type: 'refused', cause: 'recipientRejected', reason: opened.reason }
  const intent = toIntent(record, opened.recipient)
  const held = getReservation(deps.store, record.id)
  const isHolder = ({ id }: PspAdapter) => held?.state === 'reserved' && held.psp === id
  let candidates = deps.psps.adaptersFor(record.corridor).filter(({ id }) => !except.includes(id))
  candidates = [...candidates.filter(isHolder), ...candidates.filter((adapter) => !isHolder(adapter))]
  let missed: Exclude<Ready, { type: 'ready' }> | undefined
  for (;;) {
    const fit = await holdFloat(deps, { orderId: record.id, intent, candidates }, signal)
    if (fit.type === 'later') return missed?.type === 'later' ? missed : { ...fit, ms: SOON_MS }
    if (fit.type === 'refused') return missed ?? fit
    const { adapter } = fit
    const at = deps.clock.now()
    const result = await adapter
      .prepare(intent, signal)
      .catch((): PrepareResult => ({ type: 'unavailable', evidence: { code: 'threw', at } }))
    if (result.type === 'prepared') return { type: 'ready', adapter, prepared: result.prepared }
    const miss = toMiss(deps, adapter, result)
    if (miss.type === 'refused' && miss.cause === 'recipientRejected') return miss // nobody should be asked to pay an account that is none
    if (missed?.type !== 'later') missed = miss
    candidates = candidates.slice(candidates.indexOf(adapter) + 1)
  }
}

function toMiss(
  { psps: { breaker }, clock }: Pick<PayoutDeps, 'psps' | 'clock'>,
  { id }: PspAdapter,
  result: Exclude<PrepareResult, { type: 'prepared' }>,
): Exclude<Ready, { type: 'ready' }> {
  if (result.type === 'unavailable') {
    const { retryAt, evidence } = result
    if (evidence.code === 'credentialHeld') breaker.note(id, 'locked')
    else if (retryAt === undefined) breaker.note(id, 'bad')
    const ms = Math.max(PREPARE_RETRY_MS, (retryAt ?? 0) - clock.now())
    return { type: 'later', ms, reason: `the PSP did not get the payout ready (${evidence.code ?? evidence.httpStatus ?? 'no code'})` }
  }
  const { reason } = result
  if (reason === 'auth' || reason === 'config') breaker.note(id, 'locked')
  return { type: 'refused', cause: toFailureCause(reason), reason: `the PSP refused to get the payout ready: ${reason}` }
}
