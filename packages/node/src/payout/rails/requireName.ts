/** Name enquiry before a payout is prepared: no name, no payout. */
import type { Clock } from '../../runtime/clock.ts'
import type { PrepareResult, ResolveResult } from '../psp.ts'

type Named = Extract<ResolveResult, { readonly type: 'name' }>

/** The name, or why there is nothing to prepare: the account does not exist (rejected), or nobody can tell now (unavailable). */
export function requireName(resolved: ResolveResult, clock: Clock): Named | Exclude<PrepareResult, { readonly type: 'prepared' }> {
  if (resolved.type === 'name') return resolved
  const at = clock.now()
  return resolved.type === 'invalid'
    ? { type: 'rejected', reason: 'bad_destination', evidence: { code: 'unresolved', at } }
    : { type: 'unavailable', evidence: { code: 'nameUnknown', at } }
}
