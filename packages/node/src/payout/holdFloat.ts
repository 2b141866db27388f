/** Finds the PSP that can make a payout now, and sets the money aside there. */
import type { FailureCause, OrderId } from '@paynode/sdk/protocol'
import type { PspPool } from './createPspPool.ts'
import type { Float } from './float.ts'
import { isSameInstitution } from './isSameInstitution.ts'
import { type PayoutIntent, type PspAdapter, toProblem } from './psp.ts'

/** `later`: this may pass. `refused`: this PSP cannot make the payout. */
export type Fit =
  | { readonly type: 'held'; readonly adapter: PspAdapter }
  | { readonly type: 'later'; readonly reason: string }
  | { readonly type: 'refused'; readonly cause: FailureCause; readonly reason: string }

export type HoldDeps = { readonly psps: PspPool; readonly float: Pick<Float, 'reserve'> }

/** Tries `candidates` in order; the first that fits holds the money. When none does: what may pass, else why the first cannot. */
export async function holdFloat(
  deps: HoldDeps,
  parameters: { readonly orderId: OrderId; readonly intent: PayoutIntent; readonly candidates: readonly PspAdapter[] },
  signal: AbortSignal,
): Promise<Fit> {
  const misfits: Exclude<Fit, { type: 'held' }>[] = []
  for (const adapter of parameters.candidates) {
    const fit = await tryOne(deps, { ...parameters, adapter }, signal)
    if (fit.type === 'held') return fit
    misfits.push(fit)
  }
  const none: Fit = { type: 'refused', cause: 'pspUnavailable', reason: 'no PSP is configured for the corridor' }
  return misfits.find(({ type }) => type === 'later') ?? misfits[0] ?? none
}

async function tryOne(
  { psps, float }: HoldDeps,
  parameters: { readonly orderId: OrderId; readonly intent: PayoutIntent; readonly adapter: PspAdapter },
  signal: AbortSignal,
): Promise<Fit> {
  const { orderId, intent, adapter } = parameters
  const problem = toProblem(adapter.validate(intent))
  if (problem) return { type: 'refused', cause: 'recipientRejected', reason: problem }
  if (!psps.breaker.allows(adapter.id)) return { type: 'later', reason: 'the PSP is out of order; it is tried again soon' }
  const { recipient } = intent
  const first = psps.adaptersFor(recipient.corridor)[0] ?? adapter
  if (!(await isSameInstitution(psps.institutions, { recipient, first, other: adapter }, signal)))
    return { type: 'refused', cause: 'pspUnavailable', reason: 'the bank’s code may be another bank at this PSP' }
  const held = await float.reserve(orderId, adapter.id, intent.amount, signal)
  if (held.type === 'reserved') return { type: 'held', adapter }
  if (held.free === undefined) return { type: 'later', reason: 'the PSP does not tell its balance' }
  return { type: 'refused', cause: 'insufficientFloat', reason: 'not enough float' }
}
