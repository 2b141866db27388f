/** Opens the chain for the daemon: a client over every configured RPC, the escrow's rules, the verifier's attesters. */
import { orderEscrowAbi, quorumVerifierAbi, routeAnchorAbi } from '@paynode/sdk/abi'
import { bpsCeil } from '@paynode/sdk/protocol'
import { type Address, type Chain, defineChain, erc20Abi, type PublicClient } from 'viem'
import { createRpcPool, type RpcPool, type RpcPoolDeps } from '../chain/rpcPool.ts'
import type { NodeConfig } from '../config/schema.ts'

/** What the daemon reads once, because the contracts are immutable. */
export type ChainRules = {
  readonly bondOf: (amount: bigint) => bigint
  /** Token units up to which a proven payout settles at once. */
  readonly instantCap: bigint
  readonly attesters: readonly Address[]
  readonly threshold: number
  readonly token: { readonly address: Address; readonly symbol: string; readonly decimals: number }
  readonly anchor?: AnchorRules | undefined
}

/** Rules of the anchor contract: token units and seconds. */
export type AnchorRules = { readonly address: Address; readonly minStake: bigint; readonly minSeatAge: number }

/** One client over every configured RPC, and the endpoints by themselves. Answers also say what time it is. */
export function openChain(
  { chain }: NodeConfig,
  deps: Pick<RpcPoolDeps, 'clock' | 'logger' | 'metrics' | 'onDate'>,
): { readonly chain: Chain; readonly pool: RpcPool; readonly client: PublicClient } {
  const definition = defineChain({
    id: chain.chainId,
    name: `chain ${chain.chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: chain.rpcUrls } },
  })
  const pool = createRpcPool({ ...deps, urls: chain.rpcUrls, chain: definition, pollMs: chain.pollMs })
  return { chain: definition, pool, client: pool.client }
}

/**
 * Reads the immutable rules of the contracts.
 * @throws when the RPC serves another chain, or when there are no contracts at the configured addresses.
 */
export async function getRules({ chain, routing }: NodeConfig, client: PublicClient): Promise<ChainRules> {
  const actual = await client.getChainId()
  if (actual !== chain.chainId)
    throw new Error(`the RPC serves chain ${actual}, the configuration says ${chain.chainId}; check chain.rpcUrls`)
  const [bondBps, [isAllowed, , instantCap], attesters, threshold, symbol, decimals] = await Promise.all([
    client.readContract({ address: chain.escrow, abi: orderEscrowAbi, functionName: 'bondBps' }),
    client.readContract({ address: chain.escrow, abi: orderEscrowAbi, functionName: 'tokenPolicyOf', args: [chain.token] }),
    client.readContract({ address: chain.verifier, abi: quorumVerifierAbi, functionName: 'getAttesters' }),
    client.readContract({ address: chain.verifier, abi: quorumVerifierAbi, functionName: 'threshold' }),
    client.readContract({ address: chain.token, abi: erc20Abi, functionName: 'symbol' }),
    client.readContract({ address: chain.token, abi: erc20Abi, functionName: 'decimals' }),
  ])
  if (!isAllowed) throw new Error(`the escrow ${chain.escrow} does not take the token ${chain.token}; check chain.token`)
  return {
    instantCap,
    bondOf: bondOf(bondBps),
    attesters,
    threshold: Number(threshold),
    token: { address: chain.token, symbol, decimals },
    anchor: chain.anchor && (await getAnchorRules(client, chain.anchor, routing.epochSeconds)),
  }
}

/** @throws when the contract counts in other epochs than the configuration. */
async function getAnchorRules(client: PublicClient, address: Address, configured: number): Promise<AnchorRules> {
  const contract = { address, abi: routeAnchorAbi } as const
  const [minStake, minSeatAge, epochSeconds] = await Promise.all([
    client.readContract({ ...contract, functionName: 'minStake' }),
    client.readContract({ ...contract, functionName: 'minSeatAge' }),
    client.readContract({ ...contract, functionName: 'epochSeconds' }),
  ])
  if (epochSeconds !== configured)
    throw new Error(
      `epochs of the anchor contract ${address} have ${epochSeconds} s, the configuration says ${configured}; set routing.epochSeconds`,
    )
  return { address, minStake, minSeatAge }
}

/** The stake that a claim locks, by the escrow's rule: basis points of the amount, rounded up. */
export const bondOf = (bondBps: number) => (amount: bigint) => bpsCeil(amount, BigInt(bondBps))
