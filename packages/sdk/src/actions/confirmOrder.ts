/** The payer says that the recipient was paid: settles at once, trusting nobody else. */
import { callEscrow, type OrderParameters } from './callEscrow.ts'
import type { Mined, Signer } from './transact.ts'

/** Confirms from the payer's own account. */
export function confirmOrder(client: Signer, parameters: OrderParameters): Promise<Mined> {
  return callEscrow(client, { ...parameters, functionName: 'confirm', rest: ['0x'] })
}
