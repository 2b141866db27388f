/** Sends a call of the escrow that takes an order's terms, which are looked up when the caller only has the id. */
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { OrderId } from '../protocol/ids.ts'
import { type Order, toOnchainOrder } from '../protocol/order.ts'
import { getOrder } from './getOrder.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** Which order. `order` saves the look-up of its terms. */
export type OrderParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly orderId: OrderId
  readonly order?: Order | undefined
  readonly signal?: AbortSignal | undefined
}

/** `functionName(order, ...rest)`, or what `toArgs` makes of the order's terms. */
export async function callEscrow(
  client: Signer,
  {
    network,
    orderId,
    order,
    signal,
    functionName,
    rest = [],
    toArgs = (terms) => [toOnchainOrder(terms), ...rest],
  }: OrderParameters & {
    readonly functionName: string
    readonly rest?: readonly unknown[]
    readonly toArgs?: (order: Order) => readonly unknown[]
  },
): Promise<Mined> {
  const terms = order ?? (await getOrder(client, { network, orderId, signal })).order
  return transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName, args: toArgs(terms), signal })
}
