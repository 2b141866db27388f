/** Reads an order from the chain: its terms from the log that created it, its state from the escrow. */
import type { Client } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { OrderNotFoundError } from '../errors/order.ts'
import type { OrderId } from '../protocol/ids.ts'
import type { Order } from '../protocol/order.ts'
import { findCreation } from './findCreation.ts'
import { getOrderState, type OrderStateOnChain } from './getOrderState.ts'

/** An order's terms and where it stands. */
export type OrderOnChain = OrderStateOnChain & { readonly orderId: OrderId; readonly order: Order }

export type GetOrderParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly orderId: OrderId
  /** First block to look for the order's log in; 0 when left out, which some RPC providers refuse on long chains. */
  readonly fromBlock?: bigint | undefined
  readonly signal?: AbortSignal | undefined
}

/** @throws OrderNotFoundError when the escrow never saw it, RpcFailedError. */
export async function getOrder(client: Client, parameters: GetOrderParameters): Promise<OrderOnChain> {
  const { orderId } = parameters
  const [state, created] = await Promise.all([getOrderState(client, parameters), findCreation(client, parameters)])
  if (!created || state.status === 'none') throw new OrderNotFoundError({ orderId })
  return { orderId, order: created.order, ...state }
}
