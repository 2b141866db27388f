/** Takes an order for the client's account, which must be a registered provider with enough free stake. */
import { type Hex, zeroHash } from 'viem'
import { toClaimArgs } from '../protocol/escrowCalls.ts'
import { callEscrow, type OrderParameters } from './callEscrow.ts'
import type { Mined, Signer } from './transact.ts'

/** Claims. `route` is the digest of the ranking that the claim follows. @throws viem's error with the contract's reason, e.g. a lost race. */
export function claimOrder(client: Signer, { route = zeroHash, ...order }: OrderParameters & { readonly route?: Hex }): Promise<Mined> {
  return callEscrow(client, { ...order, functionName: 'claim', toArgs: (terms) => toClaimArgs(terms, route) })
}
