/** Seats, votes and anchors, where the network has an anchor contract; nothing where it has none. */
import { orderEscrowAbi, routeAnchorAbi } from '@paynode/sdk/abi'
import { type Corridor, type ProviderId, toCorridorBytes } from '@paynode/sdk/protocol'
import type { PublicClient } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { NodeConfig } from '../config/schema.ts'
import type { Network } from '../gossip/ports.ts'
import type { Anchors } from '../routing/anchors.ts'
import type { Bundles } from '../routing/bundles.ts'
import type { Checkpoints } from '../routing/checkpoints.ts'
import { serveAnchored } from '../routing/serveAnchored.ts'
import { serveVotes } from '../routing/serveVotes.ts'
import { startAnchoring } from '../routing/startAnchoring.ts'
import { startSeating } from '../routing/startSeating.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'
import type { AnchorRules } from './chain.ts'
import type { Keys } from './keys.ts'

/** What it needs. */
export type AnchoringParts = {
  readonly config: NodeConfig
  readonly rules: AnchorRules | undefined
  readonly client: PublicClient
  readonly keys: Keys
  readonly self: ProviderId
  readonly store: Store
  readonly network: Network
  readonly view: ChainView
  readonly bundles: Bundles
  readonly anchors: Anchors
  readonly checkpoints: Checkpoints
  readonly sender: TransactionSender
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
}

/** Starts what there is to start; `close` waits for it. */
export function openAnchoring({ config, rules, client, keys, ...parts }: AnchoringParts): { close(): Promise<void> } {
  if (!rules) return { close: async () => {} }
  const { store, network, signal } = parts
  const { epochSeconds, modelStride, modelLag } = config.routing
  const anchor = rules.address
  const shared = {
    ...parts,
    anchor,
    epochSeconds,
    chainId: config.chain.chainId,
    corridors: config.corridors.map(({ corridor }) => corridor),
    heightFor: (block: number) => Math.max(0, Math.floor((block - modelLag) / modelStride) * modelStride),
    signVote: (vote: Parameters<Keys['signVote']>[0]) => keys.signVote(vote, anchor),
  }
  serveAnchored({ store, network })
  const vote = serveVotes(shared)
  if (config.routing.anchoring === 'off') return { close: async () => {} }
  const quorumOf = async (corridor: Corridor, epoch: number) => {
    const args = [toCorridorBytes(corridor), BigInt(epoch)] as const
    const [, required] = await client.readContract({ address: anchor, abi: routeAnchorAbi, functionName: 'quorumAt', args })
    return Number(required)
  }
  const stakeOf = async () => {
    const { escrow: address, token } = config.chain
    const args = [parts.self, token] as const
    const [staked] = await client.readContract({ address, abi: orderEscrowAbi, functionName: 'stakeOf', args })
    return staked
  }
  const loops = [
    startSeating({ ...shared, minStake: rules.minStake, stakeOf }),
    startAnchoring({ ...shared, minSeatAge: rules.minSeatAge, vote, quorumOf, signal }),
  ]
  return { close: async () => void (await Promise.all(loops.map((loop) => loop.close()))) }
}
