/** Where a Paynode network lives: what the actions need to know. `paynode dev --json` prints it, every gateway serves it at `/v1/network`. */
import { type Address, isAddress } from 'viem'
import * as z from 'zod/mini'

const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value, { strict: false }), 'not an address')

/** Parses a network; keys that the SDK does not know are dropped. */
export const networkSchema = z.object({
  chainId: z.int().check(z.minimum(1)),
  rpcUrl: z.url(),
  wsUrl: z.optional(z.url()),
  contracts: z.object({ OrderEscrow: address, ProviderRegistry: address, QuorumVerifier: address, RouteAnchor: z.optional(address) }),
  token: z.object({ address, symbol: z.string(), decimals: z.int().check(z.minimum(0), z.maximum(36)) }),
  epochSeconds: z.optional(z.int().check(z.minimum(1))),
  gateways: z._default(z.array(z.url()), []),
})

/** A network. The actions read the chain through their client; `rpcUrl` is for whoever makes that client. */
export type PaynodeNetwork = {
  readonly chainId: number
  readonly rpcUrl: string
  readonly wsUrl?: string | undefined
  readonly contracts: {
    readonly OrderEscrow: Address
    readonly ProviderRegistry: Address
    readonly QuorumVerifier: Address
    /** Which report bundles are in force; payers never ask it. */
    readonly RouteAnchor?: Address | undefined
  }
  readonly token: { readonly address: Address; readonly symbol: string; readonly decimals: number }
  /** Seconds per epoch of providers' reports; without it a quote's age is not checked. */
  readonly epochSeconds?: number | undefined
  readonly gateways: readonly string[]
}
