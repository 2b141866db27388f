/** Raises the escrow's allowance when it is short. */
import { type Address, erc20Abi, type Hex } from 'viem'
import { readContract } from 'viem/actions'
import { type Signer, transact } from './transact.ts'

/** Approves `amount` token units for `spender`, if the allowance is smaller. Gives true when a transaction was needed. */
export async function approve(
  client: Signer,
  {
    token,
    spender,
    amount,
    onHash,
    signal,
  }: {
    readonly token: Address
    readonly spender: Address
    readonly amount: bigint
    readonly onHash?: ((hash: Hex) => void) | undefined
    readonly signal?: AbortSignal | undefined
  },
): Promise<boolean> {
  const allowance = await readContract(client, {
    address: token,
    abi: erc20Abi,
    functionName: 'allowance',
    args: [client.account.address, spender],
  })
  if (allowance >= amount) return false
  await transact(client, { address: token, abi: erc20Abi, functionName: 'approve', args: [spender, amount], onHash, signal })
  return true
}
