/** Asks whose account it is, before anybody pays it. Nothing is stored and nothing logged. */
import { type Corridor, type Recipient, validateRecipient } from '@paynode/sdk/protocol'
import type { Institutions } from './createInstitutions.ts'
import { isSameInstitution } from './isSameInstitution.ts'
import type { PspAdapter, ResolveResult } from './psp.ts'

/** `unavailable`: nobody can say now. `unsupported`: no PSP of this daemon tells names on the corridor. */
export type AccountCheck =
  | { readonly type: 'resolved'; readonly accountName: string }
  | { readonly type: 'unresolved'; readonly reason: 'not-found' | 'unavailable' | 'unsupported' | 'malformed' }

/**
 * Malformed accounts never reach a PSP. The next PSP is asked only where one cannot say and the bank's code means the same bank there: an account
 * that one does not know is not found.
 */
export async function verifyAccount(
  deps: { readonly institutions: Institutions; adaptersFor(corridor: Corridor): readonly PspAdapter[] },
  recipient: Recipient,
  signal: AbortSignal,
): Promise<AccountCheck> {
  if (validateRecipient(recipient) !== undefined) return refused('malformed')
  let reason: 'unsupported' | 'unavailable' = 'unsupported'
  const adapters = deps.adaptersFor(recipient.corridor)
  for (const adapter of adapters) {
    if (!adapter.capabilities.nameEnquiry) continue
    const first = adapters[0] ?? adapter
    if (!(await isSameInstitution(deps.institutions, { recipient, first, other: adapter }, signal))) continue
    const result = await adapter.resolve(recipient, signal).catch((): ResolveResult => ({ type: 'unknown' }))
    if (result.type === 'name') return { type: 'resolved', accountName: result.name }
    if (result.type === 'invalid') return refused('not-found')
    if (result.type === 'unknown') reason = 'unavailable'
  }
  return refused(reason)
}

const refused = (reason: (AccountCheck & { type: 'unresolved' })['reason']): AccountCheck => ({ type: 'unresolved', reason })
