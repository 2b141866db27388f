/** Asks a PSP about a payout as it is stored. */
import type { Clock } from '../runtime/clock.ts'
import type { PayoutRow } from '../store/payouts.ts'
import type { PspAdapter, QueryResult } from './psp.ts'
import { toTarget } from './toTarget.ts'

/** The adapter's answer; `unknown` when the adapter itself failed. Never throws. */
export function askPsp(
  { clock }: { readonly clock: Clock },
  adapter: Pick<PspAdapter, 'query'>,
  row: PayoutRow,
  signal: AbortSignal,
): Promise<QueryResult> {
  return adapter.query(toTarget(row), signal).catch((): QueryResult => ({ type: 'unknown', evidence: { code: 'threw', at: clock.now() } }))
}
