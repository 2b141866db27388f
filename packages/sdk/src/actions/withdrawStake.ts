/** Moves a provider's free tokens out of its escrow account; what backs live claims stays. */
import type { Address } from 'viem'
import { orderEscrowAbi } from '../contracts/abi.ts'
import type { StakeParameters } from './depositStake.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** Withdraws free token units of the client's account, to itself when `to` is left out. */
export function withdrawStake(
  client: Signer,
  { network, amount, to, signal }: StakeParameters & { readonly to?: Address | undefined },
): Promise<Mined> {
  const args = [network.token.address, amount, to ?? client.account.address]
  return transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName: 'withdraw', args, signal })
}
