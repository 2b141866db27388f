/** The calls that lock a prepared order, for wallets and programs that send calls themselves: batches, account abstraction, multisigs. */
import { type Address, type Client, encodeFunctionData, erc20Abi, type Hex } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { type Order, toOnchainOrder } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'

/** A call without value. */
export type PreparedCall = { readonly to: Address; readonly data: Hex }

/**
 * Approval, where the payer's allowance is short, and creation, in this order. Send them from the order's payer, before its `claimBy`.
 * @throws RpcFailedError.
 * @example
 * const { order } = await prepareOrder(wallet, { network, payer: wallet.account.address, amount, recipient })
 * const calls = await prepareLock(wallet, { network, order })
 */
export async function prepareLock(
  client: Client,
  {
    network,
    order,
    signal,
  }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly order: Order; readonly signal?: AbortSignal | undefined },
): Promise<readonly PreparedCall[]> {
  const escrow = network.contracts.OrderEscrow
  const args = [order.payer, escrow] as const
  const allowance = await fromChain(readContract(client, { address: order.token, abi: erc20Abi, functionName: 'allowance', args }), signal)
  const approval = { to: order.token, data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [escrow, order.amount] }) }
  const creation = { to: escrow, data: encodeFunctionData({ abi: orderEscrowAbi, functionName: 'create', args: [toOnchainOrder(order)] }) }
  return allowance >= order.amount ? [creation] : [approval, creation]
}
