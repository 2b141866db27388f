/** A local network's description: what `paynode dev --json` prints and every `--network` reads. */
import type { Corridor } from '@paynode/sdk/protocol'
import { type Address, type Hex, isAddress } from 'viem'
import { z } from 'zod'

const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value, { strict: false }), 'not an address')
const privateKey = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value), 'not a private key')

/** What a payer or a reader needs: everything else is optional, because a gateway tells less than a local network. */
export const networkSchema = z.object({
  rpcUrl: z.url(),
  wsUrl: z.url().optional(),
  chainId: z.int(),
  contracts: z.looseObject({ OrderEscrow: address, ProviderRegistry: address, QuorumVerifier: address, RouteAnchor: address.optional() }),
  token: z.object({ address, symbol: z.string(), decimals: z.int().min(0).max(36) }),
  gateways: z.array(z.url()).default([]),
  /** Seconds per epoch of reports; every provider of a network uses the same. */
  epochSeconds: z.int().min(1).optional(),
  payer: z.object({ address, privateKey }).optional(),
})
export type NetworkDescription = z.output<typeof networkSchema>

/** One provider daemon of the local network. */
export type LocalProvider = {
  readonly address: Address
  readonly peerId: string
  readonly gateway: string
  readonly metrics: string
  readonly pid: number
}

/** One sandbox PSP of the local network. The audit token reads its whole ledger. */
export type LocalPsp = { readonly corridor: Corridor; readonly url: string; readonly auditToken: string }

/** The first line of `paynode dev --json`. */
export type LocalNetworkDescription = NetworkDescription & {
  readonly wsUrl: string
  readonly payer: { readonly address: Address; readonly privateKey: Hex }
  readonly providers: readonly LocalProvider[]
  readonly psps: readonly LocalPsp[]
}
