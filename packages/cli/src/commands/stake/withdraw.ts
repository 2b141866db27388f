/** Moves free escrow balance out. */
import { withdrawStake } from '@paynode/sdk'
import { isAddress } from 'viem'
import { usageError } from '../../errors.ts'
import type { View } from '../../output/render.ts'
import { openStake } from './openStake.ts'

/** Withdraws. @throws usage error for a malformed address. */
export async function withdraw(
  options: { readonly config: string; readonly amount: string; readonly to?: string },
  signal: AbortSignal,
): Promise<View> {
  if (options.to !== undefined && !isAddress(options.to)) throw usageError(`--to "${options.to}" is not an address`)
  const { wallet, network, amount, operator } = await openStake(options, signal)
  const to = options.to ?? operator
  const { transactionHash } = await withdrawStake(wallet, { network, amount, to, signal })
  const data = { operator, withdrawn: amount, to, transaction: transactionHash }
  return { data, text: () => `Withdrew ${options.amount} to ${to} in ${transactionHash}.` }
}
