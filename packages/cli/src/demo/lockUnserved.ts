/** Locks an order that asks for more than anybody pays. The SDK looks at the offers before it locks and refuses; the escrow does not. */
import { prepareOrder } from '@paynode/sdk'
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type OrderId, type Recipient, toOnchainOrder } from '@paynode/sdk/protocol'
import { erc20Abi } from 'viem'
import type { NetworkDescription } from '../network/types.ts'
import type { createWallet } from '../network/wallets.ts'

/** Approves and locks, without the check. */
export async function lockUnserved(
  wallet: ReturnType<typeof createWallet>,
  parameters: {
    readonly network: NetworkDescription
    readonly amount: bigint
    readonly recipient: Recipient
    readonly payout: bigint
    readonly claimSeconds: number
    readonly reclaimSeconds: number
    readonly signal: AbortSignal
  },
): Promise<OrderId> {
  const { network, amount } = parameters
  const { orderId, order } = await prepareOrder(wallet, { ...parameters, payer: wallet.account.address })
  const { OrderEscrow: escrow } = network.contracts
  const approved = await wallet.writeContract({
    address: network.token.address,
    abi: erc20Abi,
    functionName: 'approve',
    args: [escrow, amount],
  })
  await wallet.waitForTransactionReceipt({ hash: approved })
  const locked = await wallet.writeContract({ address: escrow, abi: orderEscrowAbi, functionName: 'create', args: [toOnchainOrder(order)] })
  const { status } = await wallet.waitForTransactionReceipt({ hash: locked })
  if (status !== 'success') throw new Error(`the escrow refused the order ${orderId}`)
  return orderId
}
