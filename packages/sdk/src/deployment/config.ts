/** What a deployment is made of: the file that `npm run deploy` reads, and its terms once a network is chosen. */
import { type Address, getAddress, isAddress, isAddressEqual, zeroAddress } from 'viem'
import { z } from 'zod'
import { DeploymentError } from '../errors/chain.ts'
import type { NetworkPreset } from './networks.ts'

const address = z
  .custom<Address>((value) => typeof value === 'string' && isAddress(value), 'not an address (or its checksum is wrong)')
  .transform((value) => getAddress(value))
const units = z
  .string()
  .regex(/^\d{1,38}$/, 'must be a whole number of token units, as a string')
  .transform(BigInt)

/** The configuration file. Token units are strings; basis points are numbers. */
export const deployConfigSchema = z.strictObject({
  /** Who may attest payouts, and how many must. */
  attesters: z.array(address).min(1),
  threshold: z.int().min(1),
  /** `USDC` is the network's own; `TestUSD` is deployed too, on networks of play money. A proven payout up to `instantCap` settles at once. */
  tokens: z.array(z.strictObject({ token: z.union([z.enum(['USDC', 'TestUSD']), address]), instantCap: units })).min(1),
  /** Basis points of an order's amount that a claim locks. */
  bondBps: z.int().min(0).max(10_000),
  maxProtocolFeeBps: z.int().min(0).max(1_000),
  feeReceiver: address,
  /** Who may pause entries; left out: nobody. */
  guardian: address.default(zeroAddress),
  /** Who may anchor report bundles: seats of `minStake` units of the first token, held `minSeatAge` seconds before an epoch starts. */
  anchor: z.strictObject({
    minStake: units,
    minSeatAge: z.int().min(0),
    /** Length of an epoch; every daemon of the network uses the same. */
    epochSeconds: z.int().min(1),
  }),
})
export type DeployConfig = z.output<typeof deployConfigSchema>

/** Constructor arguments of everything. A token of `undefined` is the test token, which is deployed too. */
export type DeployTerms = {
  readonly attesters: readonly Address[]
  readonly threshold: number
  readonly tokens: readonly { readonly address: Address | undefined; readonly instantCap: bigint }[]
  readonly bondBps: number
  readonly maxProtocolFeeBps: number
  readonly feeReceiver: Address
  readonly guardian: Address
  /** Stake is in units of the first token; times are seconds. */
  readonly anchor: { readonly minStake: bigint; readonly minSeatAge: number; readonly epochSeconds: number }
}

/** A configuration on a network. @throws DeploymentError when a token is not to be had there, or is named twice. */
export function toDeployTerms(config: DeployConfig, preset: NetworkPreset): DeployTerms {
  const { tokens, ...rest } = config
  if (config.threshold > config.attesters.length)
    throw new DeploymentError(`threshold ${config.threshold} is above the number of attesters, ${config.attesters.length}`)
  if (config.attesters.some((one, index) => config.attesters.slice(0, index).some((other) => isAddressEqual(one, other))))
    throw new DeploymentError('an attester is named twice')
  const named = tokens.map(({ token, instantCap }) => ({ address: toTokenAddress(token, preset), instantCap }))
  if (new Set(named.map((token) => token.address)).size < named.length) throw new DeploymentError('a token is named twice')
  return { ...rest, tokens: named }
}

function toTokenAddress(token: Address | 'USDC' | 'TestUSD', preset: NetworkPreset): Address | undefined {
  if (token === 'TestUSD') {
    if (preset.isPlayMoney) return undefined
    throw new DeploymentError(`TestUSD can be minted by anyone; it is not deployed on ${preset.name}`)
  }
  if (token !== 'USDC') return token
  if (preset.usdc === undefined) throw new DeploymentError(`${preset.name} has no USDC; name the token by its address, or use TestUSD`)
  return preset.usdc
}
