/** Where a Paynode network lives: what the actions need to know. `paynode dev --json` prints it, every gateway serves it at `/v1/network`. */
import type { Address } from 'viem'

/** A network. */
export type PaynodeNetwork = {
  readonly chainId: number
  readonly contracts: { readonly OrderEscrow: Address; readonly ProviderRegistry: Address; readonly QuorumVerifier: Address }
  readonly token: { readonly address: Address; readonly symbol: string; readonly decimals: number }
  readonly gateways: readonly string[]
}
