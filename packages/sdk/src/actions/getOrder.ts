/** Reads an order from the chain: its terms from the log that created it, its state from the escrow. */
import type { Address, Client } from 'viem'
import { getContractEvents, readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { OrderNotFoundError } from '../errors/payment.ts'
import type { OrderId } from '../protocol/ids.ts'
import { fromOnchainOrder, type Order, type OrderStatus, orderStatuses } from '../protocol/order.ts'

/** An order and where it stands. Times are unix seconds. */
export type OrderOnChain = {
  readonly orderId: OrderId
  readonly order: Order
  readonly status: OrderStatus
  readonly claimer: Address
  readonly createdAt: number
  readonly changedAt: number
}

/** @throws OrderNotFoundError when the escrow never saw it. */
export async function getOrder(
  client: Client,
  { network, orderId }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly orderId: OrderId },
): Promise<OrderOnChain> {
  const address = network.contracts.OrderEscrow
  const [state, logs] = await Promise.all([
    readContract(client, { address, abi: orderEscrowAbi, functionName: 'stateOf', args: [orderId] }),
    getContractEvents(client, { address, abi: orderEscrowAbi, eventName: 'OrderCreated', args: { orderId }, fromBlock: 0n, strict: true }),
  ])
  const created = logs[0]
  if (!created || state.status === 0) throw new OrderNotFoundError(orderId)
  const { status, claimer, createdAt, changedAt } = state
  return { orderId, order: fromOnchainOrder(created.args.order), status: orderStatuses[status] ?? 'none', claimer, createdAt, changedAt }
}
