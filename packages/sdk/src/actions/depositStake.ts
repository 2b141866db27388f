/** Moves a provider's tokens into its escrow account; free tokens there back its claims. */
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { approve } from './approve.ts'
import { type Mined, type Signer, transact } from './transact.ts'

export type StakeParameters = {
  readonly network: { readonly contracts: PaynodeNetwork['contracts']; readonly token: Pick<PaynodeNetwork['token'], 'address'> }
  /** Token units. */
  readonly amount: bigint
  readonly signal?: AbortSignal | undefined
}

/** Deposits token units for the client's account, approving them first when the allowance is short. */
export async function depositStake(client: Signer, { network, amount, signal }: StakeParameters): Promise<Mined> {
  const escrow = network.contracts.OrderEscrow
  await approve(client, { token: network.token.address, spender: escrow, amount, signal })
  return transact(client, { address: escrow, abi: orderEscrowAbi, functionName: 'deposit', args: [network.token.address, amount], signal })
}
