/** A daemon's configuration → the network it belongs to, as the SDK wants it. */
import type { NodeConfig } from '@paynode/node'
import { CliError } from '../errors.ts'

/** The chain and the contracts of a configuration. */
export function toNetwork({ chain }: NodeConfig) {
  const [rpcUrl] = chain.rpcUrls
  if (!rpcUrl) throw new CliError('chain.rpcUrls is empty')
  return {
    rpcUrl,
    chainId: chain.chainId,
    contracts: { OrderEscrow: chain.escrow, ProviderRegistry: chain.registry, QuorumVerifier: chain.verifier },
    token: { address: chain.token, symbol: 'token', decimals: 6 },
    gateways: [] as string[],
  }
}
