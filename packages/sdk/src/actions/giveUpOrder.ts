/** Returns a claimed order that was not and will not be paid, for a twentieth of the bond. */
import { type FailureCause, failureCauses } from '../protocol/order.ts'
import { callEscrow, type OrderParameters } from './callEscrow.ts'
import type { Mined, Signer } from './transact.ts'

/** Causes that a claimer may give. */
export type GiveUpCause = Exclude<FailureCause, 'none' | 'expired' | 'unclaimed'>

/** Gives up the client's own claim. Never while the payout may still happen. */
export function giveUpOrder(client: Signer, { cause, ...order }: OrderParameters & { readonly cause: GiveUpCause }): Promise<Mined> {
  return callEscrow(client, { ...order, functionName: 'giveUp', rest: [failureCauses.indexOf(cause)] })
}
