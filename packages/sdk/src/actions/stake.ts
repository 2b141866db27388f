/** Moves a provider's tokens into and out of its escrow account; free tokens back its claims. */
import type { Address } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { approve } from './approve.ts'
import { type Mined, type Signer, transact } from './transact.ts'

type StakeNetwork = { readonly contracts: PaynodeNetwork['contracts']; readonly token: Pick<PaynodeNetwork['token'], 'address'> }
type StakeParameters = { readonly network: StakeNetwork; readonly amount: bigint; readonly signal?: AbortSignal | undefined }

/** Deposits token units for the client's account. */
export async function depositStake(client: Signer, { network, amount, signal }: StakeParameters): Promise<Mined> {
  const escrow = network.contracts.OrderEscrow
  await approve(client, { token: network.token.address, spender: escrow, amount, signal })
  return transact(client, { address: escrow, abi: orderEscrowAbi, functionName: 'deposit', args: [network.token.address, amount], signal })
}

/** Withdraws free token units of the client's account. */
export function withdrawStake(
  client: Signer,
  { network, amount, to, signal }: StakeParameters & { readonly to?: Address | undefined },
): Promise<Mined> {
  const args = [network.token.address, amount, to ?? client.account.address]
  return transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName: 'withdraw', args, signal })
}
