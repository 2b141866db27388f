/** The payer says that the recipient was paid: settles at once, trusting nobody else. */
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { OrderId } from '../protocol/ids.ts'
import { toOnchainOrder } from '../protocol/order.ts'
import { getOrder } from './getOrder.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** Confirms from the payer's own account. */
export async function confirmOrder(
  client: Signer,
  {
    network,
    orderId,
    signal,
  }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly orderId: OrderId; readonly signal?: AbortSignal | undefined },
): Promise<Mined> {
  const { order } = await getOrder(client, { network, orderId })
  return transact(client, {
    address: network.contracts.OrderEscrow,
    abi: orderEscrowAbi,
    functionName: 'confirm',
    args: [toOnchainOrder(order), '0x'],
    signal,
  })
}
