/** One deployment as `addresses.ts` keeps it: what an SDK or a daemon needs to find the contracts of a chain. */
import type { Address } from 'viem'

/** Addresses of one chain's deployment. */
export type DeployedAddresses = {
  readonly network: string
  readonly chainId: number
  readonly contracts: {
    readonly OrderEscrow: Address
    readonly ProviderRegistry: Address
    readonly QuorumVerifier: Address
    readonly RouteAnchor: Address
  }
  readonly tokens: readonly { readonly address: Address; readonly symbol: string; readonly decimals: number }[]
  /** Block before which there is nothing to read. */
  readonly startBlock?: number | undefined
}
