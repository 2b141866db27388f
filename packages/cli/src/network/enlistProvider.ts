/** Puts a local provider into the registry and backs it with stake. */
import { depositStake, registerProvider } from '@paynode/sdk'
import { orderEscrowAbi } from '@paynode/sdk/abi'
import type { ProviderFiles } from './createProviderFiles.ts'
import { toAddress } from './createProviderFiles.ts'
import type { NetworkDescription } from './types.ts'
import { createWallet } from './wallets.ts'

/** Registers the provider and deposits its stake. Its owner is its operator here; in production that is a cold key. */
export async function enlistProvider(
  network: NetworkDescription,
  provider: ProviderFiles,
  stake: bigint,
  signal: AbortSignal,
): Promise<void> {
  const { keys, gatewayUrl, multiaddrs, corridors } = provider
  const wallet = createWallet({ ...network, privateKey: keys.operatorKey })
  await registerProvider(wallet, {
    network,
    owner: toAddress(keys.operatorKey),
    nodePrivateKey: keys.nodeKey,
    hpkePublicKey: keys.hpkePublicKey,
    gatewayUrl,
    multiaddrs,
    corridors,
    signal,
  })
  await depositStake(wallet, { network, amount: stake, signal })
  const hash = await wallet.writeContract({
    address: network.contracts.OrderEscrow,
    abi: orderEscrowAbi,
    functionName: 'stake',
    args: [network.token.address, stake / 10n], // what a seat needs; the rest can leave at any time
  })
  await wallet.waitForTransactionReceipt({ hash })
}
