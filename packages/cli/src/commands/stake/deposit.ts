/** Moves tokens from the operator's wallet into its escrow balance. */
import { depositStake } from '@paynode/sdk'
import type { View } from '../../output/render.ts'
import { openStake } from './openStake.ts'

/** Deposits. */
export async function deposit(options: { readonly config: string; readonly amount: string }, signal: AbortSignal): Promise<View> {
  const { wallet, network, amount, operator } = await openStake(options, signal)
  const { transactionHash } = await depositStake(wallet, { network, amount, signal })
  const data = { operator, deposited: amount, transaction: transactionHash }
  return { data, text: () => `Deposited ${options.amount} for ${operator} in ${transactionHash}.` }
}
