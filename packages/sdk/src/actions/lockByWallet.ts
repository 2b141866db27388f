/** Locks by the payer's own transactions: an approval where it is short, then the order. */
import type { Hex } from 'viem'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { toOnchainOrder } from '../protocol/order.ts'
import { approve } from './approve.ts'
import type { LockContext } from './lockOrder.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** Two questions to the wallet at most. The offer is looked at between them. */
export async function lockByWallet(client: Signer, { network, order, onProgress, signal, check }: LockContext): Promise<Mined> {
  const escrow = network.contracts.OrderEscrow
  onProgress?.({ step: 'approving' })
  const onApproved = (transactionHash: Hex) => onProgress?.({ step: 'approving', transactionHash })
  await approve(client, { token: order.token, spender: escrow, amount: order.amount, signal, onHash: onApproved })
  await check()
  onProgress?.({ step: 'locking' })
  const onHash = (transactionHash: Hex) => onProgress?.({ step: 'locking', transactionHash })
  const args = [toOnchainOrder(order)]
  return transact(client, { address: escrow, abi: orderEscrowAbi, functionName: 'create', args, signal, onHash })
}
