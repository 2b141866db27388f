/** The call of a payer's later step, for whoever sends calls itself: a smart account, a multisig, a relayer. */
import { type Client, encodeFunctionData, type Hex, zeroHash } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { OrderId } from '../protocol/ids.ts'
import { type Order, toOnchainOrder } from '../protocol/order.ts'
import { getOrder } from './getOrder.ts'
import type { PreparedCall } from './prepareLock.ts'

export type PrepareCallParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  /** `confirm` and `challenge` must come from the payer, `expireClaim` and `reclaim` may come from anybody. */
  readonly step: 'confirm' | 'challenge' | 'expireClaim' | 'reclaim'
  readonly orderId: OrderId
  /** Saves the look-up of its terms. */
  readonly order?: Order | undefined
  /** Of a challenge: what the payer commits to show the arbiter. Its bond must be in its escrow account (`depositStake`). */
  readonly evidenceHash?: Hex | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The call, not simulated.
 * @throws OrderNotFoundError, RpcFailedError.
 * @example
 * const { to, data } = await prepareCall(client, { network, step: 'reclaim', orderId })
 */
export async function prepareCall(
  client: Client,
  { network, step, orderId, order, evidenceHash = zeroHash, signal }: PrepareCallParameters,
): Promise<PreparedCall> {
  const terms = toOnchainOrder(order ?? (await getOrder(client, { network, orderId, signal })).order)
  const to = network.contracts.OrderEscrow
  switch (step) {
    case 'confirm':
      return { to, data: encodeFunctionData({ abi: orderEscrowAbi, functionName: 'confirm', args: [terms, '0x'] }) }
    case 'challenge':
      return { to, data: encodeFunctionData({ abi: orderEscrowAbi, functionName: 'challenge', args: [terms, evidenceHash] }) }
    case 'expireClaim':
    case 'reclaim':
      return { to, data: encodeFunctionData({ abi: orderEscrowAbi, functionName: step, args: [terms] }) }
  }
}
