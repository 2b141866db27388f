/** Reads where an order stands, without its terms. */
import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { OrderId } from '../protocol/ids.ts'
import { type OrderStatus, orderStatuses } from '../protocol/order.ts'

/** Where an order stands. Times are unix seconds. */
export type OrderStateOnChain = {
  readonly status: OrderStatus
  readonly claimer: Address
  readonly createdAt: number
  readonly changedAt: number
}

/** One call; status `none` when the escrow does not know the order. */
export async function getOrderState(
  client: Client,
  { network, orderId }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly orderId: OrderId },
): Promise<OrderStateOnChain> {
  const { status, claimer, createdAt, changedAt } = await readContract(client, {
    address: network.contracts.OrderEscrow,
    abi: orderEscrowAbi,
    functionName: 'stateOf',
    args: [orderId],
  })
  return { status: orderStatuses[status] ?? 'none', claimer, createdAt, changedAt }
}
