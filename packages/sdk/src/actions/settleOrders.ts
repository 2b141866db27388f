/** Settles submissions whose challenge window has passed. Anybody may. */
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { toSettlementGroups } from '../protocol/escrowCalls.ts'
import type { Order } from '../protocol/order.ts'
import { type Mined, type Signer, transact } from './transact.ts'

export type SettleOrdersParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly orders: readonly Order[]
  readonly signal?: AbortSignal | undefined
}

/** Settles a batch; those that cannot settle are skipped on chain with `OrderSkipped`. */
export function settleOrders(client: Signer, { network, orders, signal }: SettleOrdersParameters): Promise<Mined> {
  const args = [toSettlementGroups(orders)]
  return transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName: 'settleBatch', args, signal })
}
