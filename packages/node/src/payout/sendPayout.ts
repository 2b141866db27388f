/** Sends a recorded request, once, and writes down what it came to. */
import type { PayoutRow } from '../store/payouts.ts'
import type { Verdict } from './createBreaker.ts'
import type { PayoutDeps } from './deps.ts'
import type { PspAdapter, SubmitResult } from './psp.ts'
import { type Settled, settleSubmission } from './settleSubmission.ts'

/** The row is durable before this is called, and says `SUBMITTING`. */
export async function sendPayout(
  deps: Pick<PayoutDeps, 'store' | 'clock' | 'metrics' | 'logger' | 'psps'>,
  { adapter, row }: { readonly adapter: PspAdapter; readonly row: PayoutRow & { readonly request: NonNullable<PayoutRow['request']> } },
  signal: AbortSignal,
): Promise<Settled> {
  const result = await adapter
    .submit(row.request, signal)
    .catch((): SubmitResult => ({ type: 'unknown', evidence: { code: 'threw', at: deps.clock.now() } }))
  const verdict = toVerdict(result)
  if (verdict) deps.psps.breaker.note(adapter.id, verdict)
  return settleSubmission(deps, row, result)
}

/** A refusal is a clear word, unless it is the account that is refused; a rate limit says nothing about the PSP's health. */
function toVerdict(result: SubmitResult): Verdict | undefined {
  if (result.type === 'throttled') return result.evidence?.code === 'credentialHeld' ? 'locked' : undefined
  if (result.type === 'unknown') return 'bad'
  return result.type === 'rejected' && (result.reason === 'auth' || result.reason === 'config') ? 'locked' : 'good'
}
