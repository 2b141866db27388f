/** Returns a claim whose pay window has passed, so that somebody else can serve the order. Anybody may. */
import { callEscrow, type OrderParameters } from './callEscrow.ts'
import type { Mined, Signer } from './transact.ts'

/** Expires somebody's dead claim. */
export function expireClaim(client: Signer, parameters: OrderParameters): Promise<Mined> {
  return callEscrow(client, { ...parameters, functionName: 'expireClaim' })
}
