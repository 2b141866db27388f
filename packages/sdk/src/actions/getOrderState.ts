/** Reads where an order stands, without its terms. */
import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { OrderId } from '../protocol/ids.ts'
import { type OrderStatus, orderStatuses } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'

/** Where an order stands. Times are unix seconds. */
export type OrderStateOnChain = {
  readonly status: OrderStatus
  readonly claimer: Address
  readonly createdAt: number
  readonly changedAt: number
}

/** One call; status `none` when the escrow does not know the order. @throws RpcFailedError. */
export async function getOrderState(
  client: Client,
  {
    network,
    orderId,
    signal,
  }: {
    readonly network: { readonly contracts: Pick<PaynodeNetwork['contracts'], 'OrderEscrow'> }
    readonly orderId: OrderId
    readonly signal?: AbortSignal | undefined
  },
): Promise<OrderStateOnChain> {
  const { status, claimer, createdAt, changedAt } = await fromChain(
    readContract(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName: 'stateOf', args: [orderId] }),
    signal,
  )
  return { status: orderStatuses[status] ?? 'none', claimer, createdAt, changedAt }
}
