/** Lists a payer's orders, newest first. */
import type { Address, Client } from 'viem'
import { getContractEvents } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { toOrderId } from '../protocol/ids.ts'
import { fromOnchainOrder } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'
import type { OrderOnChain } from './getOrder.ts'
import { getOrderState } from './getOrderState.ts'

export type ListOrdersParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly payer: Address
  /** First block to look in; 0 when left out, which some RPC providers refuse on long chains. */
  readonly fromBlock?: bigint | undefined
  readonly signal?: AbortSignal | undefined
}

/** Reads the creation logs and every order's state. */
export async function listOrders(
  client: Client,
  { network, payer, fromBlock = 0n, signal }: ListOrdersParameters,
): Promise<readonly OrderOnChain[]> {
  const logs = await fromChain(
    getContractEvents(client, {
      address: network.contracts.OrderEscrow,
      abi: orderEscrowAbi,
      eventName: 'OrderCreated',
      args: { payer },
      fromBlock,
      strict: true,
    }),
    signal,
  )
  const orders = await Promise.all(
    logs.map(async ({ args }) => {
      const orderId = toOrderId(args.orderId)
      return { orderId, order: fromOnchainOrder(args.order), ...(await getOrderState(client, { network, orderId, signal })) }
    }),
  )
  return orders.filter(({ status }) => status !== 'none').reverse()
}
