/** Reads an order from the chain: its terms from the log that created it, its state from the escrow. */
import type { Client } from 'viem'
import { getContractEvents } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { OrderNotFoundError } from '../errors/order.ts'
import type { OrderId } from '../protocol/ids.ts'
import { fromOnchainOrder, type Order } from '../protocol/order.ts'
import { getOrderState, type OrderStateOnChain } from './getOrderState.ts'

/** An order's terms and where it stands. */
export type OrderOnChain = OrderStateOnChain & { readonly orderId: OrderId; readonly order: Order }

export type GetOrderParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly orderId: OrderId
  /** First block to look for the order's log in; 0 when left out, which some RPC providers refuse on long chains. */
  readonly fromBlock?: bigint | undefined
}

/** @throws OrderNotFoundError when the escrow never saw it. */
export async function getOrder(client: Client, { network, orderId, fromBlock = 0n }: GetOrderParameters): Promise<OrderOnChain> {
  const [state, logs] = await Promise.all([
    getOrderState(client, { network, orderId }),
    getContractEvents(client, {
      address: network.contracts.OrderEscrow,
      abi: orderEscrowAbi,
      eventName: 'OrderCreated',
      args: { orderId },
      fromBlock,
      strict: true,
    }),
  ])
  const created = logs[0]
  if (!created || state.status === 'none') throw new OrderNotFoundError({ orderId })
  return { orderId, order: fromOnchainOrder(created.args.order), ...state }
}
