/** What payers may ask the daemon's PSPs: institutions to choose from, and whose account it is. */
import type { Corridor, Recipient } from '@paynode/sdk/protocol'
import type { Institutions } from '../payout/createInstitutions.ts'
import { type InstitutionChoice, listInstitutions } from '../payout/listInstitutions.ts'
import type { PspAdapter } from '../payout/psp.ts'
import { type AccountCheck, verifyAccount } from '../payout/verifyAccount.ts'

/** Wires both questions; they end with the caller's signal or the daemon's. */
export function openDirectory(deps: {
  readonly institutions: Institutions
  adaptersFor(corridor: Corridor): readonly PspAdapter[]
  readonly signal: AbortSignal
}) {
  const until = (signal: AbortSignal) => AbortSignal.any([signal, deps.signal])
  return {
    institutions: (corridor: Corridor, signal: AbortSignal): Promise<readonly InstitutionChoice[] | undefined> =>
      listInstitutions(deps, corridor, until(signal)),
    verifyAccount: (recipient: Recipient, signal: AbortSignal): Promise<AccountCheck> => verifyAccount(deps, recipient, until(signal)),
  }
}
