/** Acts on a person's word about a payout, once the ledger and the PSP have been heard again and neither speaks against it. */

import { correctPayout, failedPayoutStates, getPayout, type PayoutRow, setPayoutState } from '../store/payouts.ts'
import { closeResolution, type ResolutionRow } from '../store/resolutions.ts'
import { askPsp } from './askPsp.ts'
import { checkResolution } from './checkResolution.ts'
import { notePayout, type PayoutDeps } from './deps.ts'
import type { QueryResult } from './psp.ts'

/** What acting needs of a daemon. */
export type ResolutionDeps = Pick<
  PayoutDeps,
  'store' | 'clock' | 'metrics' | 'logger' | 'float' | 'psps' | 'getRecord' | 'dispatch' | 'notFoundWindowMs'
>

/** Applies or refuses, and says so in the decision's row, in one transaction with what it changes. A crash before that leaves it waiting. */
export async function applyResolution(deps: ResolutionDeps, resolution: ResolutionRow, signal: AbortSignal): Promise<void> {
  const { store, clock } = deps
  const { orderId } = resolution
  const check = () =>
    checkResolution(store, { record: deps.getRecord(orderId), resolution, now: clock.now(), notFoundWindowMs: deps.notFoundWindowMs })
  const row = getPayout(store, orderId)
  const answer = row && check() === undefined ? await ask(deps, row, signal) : undefined
  if (signal.aborted) return
  store.transaction(() => {
    const at = clock.now()
    const close = (outcome: 'applied' | 'refused', text: string) => {
      if (!closeResolution(store, resolution.id, { outcome, answer: text, at })) return false
      deps.logger.warn({ orderId, verdict: resolution.verdict, outcome, reason: text }, 'a person decided about a payout')
      return true
    }
    const now = getPayout(store, orderId)
    const problem = check() ?? (now?.psp === row?.psp ? contradict(resolution, now, answer) : 'the order was paid elsewhere meanwhile')
    if (problem !== undefined || !now) return close('refused', problem ?? 'the payout is gone')
    const isOwnWord = answer?.type === 'found'
    if (!close('applied', isOwnWord ? 'the PSP says the same' : 'the PSP says nothing against it')) return
    return resolution.verdict === 'paid' ? endPaid(deps, resolution, now, answer) : endFailed(deps, now, answer)
  })
}

function ask(deps: ResolutionDeps, row: PayoutRow, signal: AbortSignal): Promise<QueryResult> | undefined {
  const corridor = deps.getRecord(row.orderId)?.corridor
  const adapter = corridor && deps.psps.adaptersFor(corridor).find(({ id }) => id === row.psp)
  return adapter && askPsp(deps, adapter, row, signal)
}

/** What the PSP's answer has against the word. */
function contradict({ verdict }: ResolutionRow, row: PayoutRow | undefined, answer: QueryResult | undefined): string | undefined {
  if (answer?.type === 'found') {
    const { status, amount, destinationMatches } = answer
    if (amount.value !== row?.amount || amount.currency !== row.currency || destinationMatches === false)
      return 'the PSP shows another amount or destination under this reference; settle that with the PSP first'
    if (status === 'SUCCEEDED') return verdict === 'paid' ? undefined : 'the PSP says that the payout was made'
    if (status === 'FAILED' || status === 'CANCELLED')
      return verdict === 'failed' ? undefined : `the PSP says that the payout is ${status.toLowerCase()}`
    return `the PSP has the payout as ${status}; have it finished or cancelled there`
  }
  // What the PSP has called failed, only the PSP can call paid.
  if (row && failedPayoutStates.has(row.state))
    return 'the PSP called this payout failed and does not say otherwise; have it corrected there'
  if (verdict === 'paid') return undefined // attesters ask for themselves before anybody is credited
  if (!answer) return 'the PSP of this payout is not configured, so it cannot be asked once more; configure it again'
  return answer.type === 'unknown'
    ? 'the PSP gave no clear answer just now, and must not be about to say that it paid; try again'
    : undefined
}

function endPaid(deps: ResolutionDeps, { paidAt = 0 }: ResolutionRow, row: PayoutRow, answer: QueryResult | undefined): void {
  const { orderId, amount } = row
  const found = answer?.type === 'found' ? answer : undefined
  const at = found?.paidAt ?? paidAt
  const change = { state: 'SUCCEEDED', pspId: found?.pspId, paidAt: at, reason: RESOLVED, evidence: toEvidence(answer) } as const
  const set = failedPayoutStates.has(row.state) ? correctPayout : setPayoutState
  set(deps.store, orderId, { ...change, at: deps.clock.now() })
  notePayout(deps, row, 'SUCCEEDED', RESOLVED)
  deps.float.post(orderId)
  deps.dispatch(orderId, { type: 'payoutSucceeded', paidAt: at, amount, resolved: true })
}

function endFailed(deps: ResolutionDeps, row: PayoutRow, answer: QueryResult | undefined): void {
  const { orderId } = row
  setPayoutState(deps.store, orderId, { state: 'FAILED', reason: RESOLVED, evidence: toEvidence(answer), at: deps.clock.now() })
  notePayout(deps, row, 'FAILED', RESOLVED)
  deps.float.void(orderId)
  deps.dispatch(orderId, { type: 'payoutFailed', cause: 'other', reason: 'a person found that nothing was paid', resolved: true })
}

/** The trail's reason. Another PSP never takes over from it. */
const RESOLVED = 'resolved'
const toEvidence = (answer: QueryResult | undefined) => (answer?.type === 'deferred' ? undefined : answer?.evidence)
