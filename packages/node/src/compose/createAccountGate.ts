/**
 * Can the recipient be paid at all? Asked before the claim: whoever gives a claim up pays the payer for it, so an account that nobody can pay
 * would be a way to earn from every provider in turn.
 */
import type { Corridor, OrderId, Recipient } from '@paynode/sdk/protocol'
import type { ChainEvent } from '../chain/events.ts'
import type { Institutions } from '../payout/createInstitutions.ts'
import type { PspAdapter } from '../payout/psp.ts'
import { verifyAccount } from '../payout/verifyAccount.ts'
import type { Clock } from '../runtime/clock.ts'
import { startLimit } from '../runtime/startLimit.ts'

/** What the gate looks at. `eventsOf` gives an order's chain events. */
export type AccountGateDeps = {
  readonly clock: Clock
  readonly institutions: Institutions
  adaptersFor(corridor: Corridor): readonly PspAdapter[]
  eventsOf(orderId: OrderId): readonly ChainEvent[]
}

/** A claim's turn is a few seconds: an enquiry that takes longer says nothing. */
const LIMIT_MS = 3_000

/** Why not, or undefined. A PSP that knows the account outweighs what an earlier claimer said of it; where none can tell, that decides. */
export function createAccountGate(deps: AccountGateDeps) {
  return async (orderId: OrderId, recipient: Recipient, signal: AbortSignal): Promise<string | undefined> => {
    const limit = startLimit(deps.clock, LIMIT_MS)
    const answer = await verifyAccount(deps, recipient, AbortSignal.any([signal, limit.signal])).finally(limit.stop)
    signal.throwIfAborted()
    if (answer.type === 'resolved') return undefined
    if (answer.reason === 'not-found' || answer.reason === 'malformed') return 'the PSP knows no such account'
    const isRefused = deps.eventsOf(orderId).some((event) => event.name === 'OrderFailed' && event.cause === 'recipientRejected')
    return isRefused ? 'an earlier claimer’s PSP refused the recipient, and no PSP here can tell whose account it is' : undefined
  }
}
