/** Sends an unserved order's tokens to its refund address. Anybody may. */
import { getBlock } from 'viem/actions'
import { NoReclaimYetError } from '../errors/order.ts'
import { callEscrow, type OrderParameters } from './callEscrow.ts'
import { getOrder } from './getOrder.ts'
import type { Mined, Signer } from './transact.ts'

/** @throws NoReclaimYetError before `reclaimAfter` or when the order is not open. */
export async function reclaimOrder(client: Signer, parameters: Omit<OrderParameters, 'order'>): Promise<Mined> {
  const { orderId } = parameters
  const { order, status } = await getOrder(client, parameters)
  const { timestamp } = await getBlock(client, { blockTag: 'latest' })
  const seconds = order.reclaimAfter - Number(timestamp)
  if (status !== 'open' || seconds > 0) throw new NoReclaimYetError({ orderId, status, seconds })
  return callEscrow(client, { ...parameters, order, functionName: 'reclaim' })
}
