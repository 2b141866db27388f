/** Finds the transaction that put an order on chain. */
import type { Address, Client, Hex } from 'viem'
import { getContractEvents } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { OrderId } from '../protocol/ids.ts'
import { fromOnchainOrder, type Order } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'

/** An order's terms and the transaction that locked its tokens. */
export type Creation = { readonly order: Order; readonly transactionHash: Hex; readonly blockNumber: bigint }

export type FindCreationParameters = {
  readonly network: { readonly contracts: Pick<PaynodeNetwork['contracts'], 'OrderEscrow'> }
  readonly orderId: OrderId
  /** First block to look in; 0 when left out, which some RPC providers refuse on long chains. */
  readonly fromBlock?: bigint | undefined
  readonly signal?: AbortSignal | undefined
}

/** Undefined when the escrow has no such order in that range. @throws RpcFailedError. */
export async function findCreation(
  client: Client,
  { network, orderId, fromBlock = 0n, signal }: FindCreationParameters,
): Promise<Creation | undefined> {
  const address: Address = network.contracts.OrderEscrow
  const args = { orderId }
  const [log] = await fromChain(
    getContractEvents(client, { address, abi: orderEscrowAbi, eventName: 'OrderCreated', args, fromBlock, strict: true }),
    signal,
  )
  return log && { order: fromOnchainOrder(log.args.order), transactionHash: log.transactionHash, blockNumber: log.blockNumber }
}
