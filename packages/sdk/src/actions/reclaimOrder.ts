/** Sends an unserved order's tokens to its refund address. Anybody may. */
import { getBlock } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { NotReclaimableError } from '../errors/payment.ts'
import type { OrderId } from '../protocol/ids.ts'
import { toOnchainOrder } from '../protocol/order.ts'
import { getOrder } from './getOrder.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** @throws NotReclaimableError before `reclaimAfter` or when the order is not open. */
export async function reclaimOrder(
  client: Signer,
  {
    network,
    orderId,
    signal,
  }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly orderId: OrderId; readonly signal?: AbortSignal | undefined },
): Promise<Mined> {
  const { order, status } = await getOrder(client, { network, orderId })
  const { timestamp } = await getBlock(client, { blockTag: 'latest' })
  const seconds = order.reclaimAfter - Number(timestamp)
  if (status !== 'open' || seconds > 0) throw new NotReclaimableError({ orderId, status, seconds })
  return transact(client, {
    address: network.contracts.OrderEscrow,
    abi: orderEscrowAbi,
    functionName: 'reclaim',
    args: [toOnchainOrder(order)],
    signal,
  })
}
