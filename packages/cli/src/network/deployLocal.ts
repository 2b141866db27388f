/** The contracts of a local network, and its play money. */

import { testUsdAbi } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import type { Address } from 'viem'
import { callRpc } from './anvil.ts'
import type { NetworkDescription } from './types.ts'
import type { createWallet } from './wallets.ts'

const GAS_MONEY = '0x56bc75e2d63100000' // 100 ether

/** Deploys everything, gives gas to every account that will sign, and mints test tokens. */
export async function deployLocal(
  deployer: ReturnType<typeof createWallet>,
  parameters: {
    readonly rpcUrl: string
    readonly attesters: readonly Address[]
    readonly threshold: number
    /** Seconds; the route anchor and every daemon count in the same epochs. */
    readonly epochSeconds: number
    readonly mint: readonly { readonly to: Address; readonly amount: bigint }[]
    readonly signal: AbortSignal
  },
): Promise<Pick<NetworkDescription, 'contracts' | 'token'>> {
  const { rpcUrl, attesters, threshold, epochSeconds, mint, signal } = parameters
  const anchor = { minStake: 1_000_000_000n, minSeatAge: 0, epochSeconds } // 1 000 test tokens
  const deployed = await deployContracts(deployer, { attesters, threshold, anchor, signal })
  await Promise.all(mint.map(({ to }) => callRpc(rpcUrl, 'anvil_setBalance', [to, GAS_MONEY], signal)))
  for (const { to, amount } of mint) {
    const hash = await deployer.writeContract({
      address: deployed.token.address,
      abi: testUsdAbi,
      functionName: 'mint',
      args: [to, amount],
    })
    await deployer.waitForTransactionReceipt({ hash })
  }
  return { contracts: deployed.contracts, token: deployed.token }
}
