/** Ranks providers where the payer is: on an epoch that the chain vouches for, by the rules that every daemon goes by. */
import { type Client, type Hex, zeroHash } from 'viem'
import { getBlock, readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi, routeAnchorAbi } from '../contracts/abi.ts'
import { bpsCeil } from '../protocol/amount.ts'
import { type Corridor, toCorridorBytes } from '../protocol/corridor.ts'
import { type Explanation, explainRanking } from '../router/explain.ts'
import { applyEvent } from '../router/model/apply.ts'
import { toBundleEntries } from '../router/model/toBundleEntries.ts'
import { rankProviders as rank } from '../router/rank.ts'
import { rules } from '../router/rules.ts'
import type { Exclusion } from '../router/types.ts'
import { askGateway } from './askGateway.ts'
import { checkSnapshot, type RoutingSnapshot } from './checkSnapshot.ts'
import { fromChain } from './fromChain.ts'

export type GetSnapshotParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts' | 'gateways'>
  readonly corridor: Corridor
  readonly signal?: AbortSignal | undefined
}

/** A snapshot with the time of the block that it was looked for at, unix seconds. */
export type CurrentSnapshot = RoutingSnapshot & { readonly digest: Hex; readonly blockTime: number }

/**
 * The newest epoch that is anchored and still stands, from whichever gateway has the very bytes; a gateway that lies, or shows an older
 * epoch, is passed over. Undefined where nothing is anchored: then providers' reports count for nothing.
 * @throws GatewayError when no gateway has it; RpcFailedError.
 */
export async function getSnapshot(
  client: Client,
  { network, corridor, signal }: GetSnapshotParameters,
): Promise<CurrentSnapshot | undefined> {
  const address = network.contracts.RouteAnchor
  if (!address) return undefined
  const contract = { address, abi: routeAnchorAbi } as const
  const [{ timestamp }, epochSeconds] = await fromChain(
    Promise.all([getBlock(client, { blockTag: 'latest' }), readContract(client, { ...contract, functionName: 'epochSeconds' })]),
    signal,
  )
  const current = timestamp / BigInt(epochSeconds)
  const args = [toCorridorBytes(corridor), current, BigInt(rules.bundleLife)] as const
  const [epoch, digest] = await fromChain(readContract(client, { ...contract, functionName: 'latestAnchorAt', args }), signal)
  if (digest === zeroHash) return undefined
  const wanted = { corridor, epoch: Number(epoch), digest }
  const path = `/v1/snapshot?corridor=${encodeURIComponent(corridor)}&digest=${digest}`
  const snapshot = await askGateway({ gateways: network.gateways, path, parse: (answer) => checkSnapshot(answer, wanted), signal })
  return { ...snapshot, digest, blockTime: Number(timestamp) }
}

export type RankProvidersParameters = GetSnapshotParameters & {
  /** Token units, fees off. */
  readonly amount: bigint
  /** Minor units that the recipient must receive. */
  readonly payout: bigint
}

/** Best first, with reasons; and what it was ranked on, to look up on the chain. */
export type RankedProviders = {
  readonly ranked: readonly Explanation[]
  readonly excluded: readonly Exclusion[]
  readonly digest: Hex
  readonly epoch: number
  /** The block up to which outcomes count. */
  readonly height: number
}

/**
 * Who would serve an order, as things stand. An order's own ranking also draws lots by its block's hash and knows the stake and load of that
 * block, so its first places may differ a little. Undefined where nothing is anchored.
 * @throws GatewayError, RpcFailedError.
 * @example
 * const result = await rankProviders(client, { network, corridor: 'NGN/bank', amount: 25_000_000n, payout: 3_900_000n })
 * console.log(result?.ranked.map(({ provider, for: reasons }) => [provider, reasons[0]]))
 */
export async function rankProviders(client: Client, parameters: RankProvidersParameters): Promise<RankedProviders | undefined> {
  const { network, corridor, amount, payout, signal } = parameters
  const escrow = { address: network.contracts.OrderEscrow, abi: orderEscrowAbi } as const
  const [bondBps, snapshot] = await Promise.all([
    fromChain(readContract(client, { ...escrow, functionName: 'bondBps' }), signal),
    getSnapshot(client, parameters),
  ])
  if (!snapshot) return undefined
  const { state, reports, statement, digest, blockTime } = snapshot
  const entries = toBundleEntries(state, reports)
  applyEvent(state, { type: 'bundle', corridor, epoch: statement.epoch, entries, time: blockTime })
  const bondRequired = bpsCeil(amount, BigInt(bondBps))
  const placing = rank(state, { orderId: zeroHash, corridor, amount, payout, bondRequired, seed: '0x' })
  return { ranked: explainRanking(placing), excluded: placing.excluded, digest, epoch: statement.epoch, height: statement.height }
}
