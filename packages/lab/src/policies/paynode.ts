/** Our router, unmodified, through its public API: the only file that knows how to drive it. */
import { applyOutcome, createModel, getProviderStats, rankProviders } from '@paynode/sdk/router'
import type { PolicyMaker, Sight } from '../run/types.ts'
import type { World } from '../world/types.ts'

/** Six decimals per token, and minor units of every currency per token at the mid rate. */
const TOKEN = 1_000_000
const MID = 160_000
const NONE = `0x${'0'.repeat(64)}` as const

/** The router as a daemon drives it: a model that learns from final outcomes, the bundle in force, the orders in flight at the block. */
export const paynode: PolicyMaker = {
  name: 'paynode',
  create: ({ world }) => {
    const model = createModel()
    const indexes = new Map(world.providers.map(({ address }, index) => [address.toLowerCase(), index]))
    return {
      learn: ({ order, provider, success, cause, finishedAt }) => {
        if (cause === 'missed') return // the chain has no event for it
        applyOutcome(model, {
          provider: addressOf(world, provider),
          corridor: corridorOf(world, order.corridor),
          success,
          cause,
          block: Math.floor(finishedAt / 2),
          payer: order.payer,
        })
      },
      rank: (sight) => {
        const { order, eligible, inFlight, bonds } = sight
        const corridor = corridorOf(world, order.corridor)
        const ranking = rankProviders({
          orderId: order.id as never, // a brand
          corridor,
          amount: BigInt(Math.round(order.amount * TOKEN)),
          tokenDecimals: 6,
          payout: BigInt(Math.floor(order.amount * MID * 0.98)),
          bondRequired: BigInt(Math.round(order.amount * TOKEN * 0.1)),
          seed: order.id,
          pinned: [],
          model: NONE,
          bundle: NONE,
          candidates: eligible.map((index) => ({
            provider: addressOf(world, index),
            stakeFree: BigInt(Math.max(0, Math.round(((world.providers[index]?.stake ?? 0) - (bonds[index] ?? 0)) * TOKEN))),
            inFlight: inFlight[index] ?? 0,
            stats: getProviderStats(model, addressOf(world, index), corridor),
            report: toReport(world, sight, index),
            failedThisOrder: false,
          })),
        })
        return ranking.ranked.flatMap(({ provider }) => indexes.get(provider.toLowerCase()) ?? [])
      },
    }
  },
}

function toReport(world: World, { bundle, order }: Sight, index: number) {
  const entry = bundle?.entries[index]
  if (!entry || !bundle) return undefined
  return {
    provider: addressOf(world, index),
    corridor: corridorOf(world, order.corridor),
    epoch: bundle.epoch,
    rate: BigInt(Math.floor(MID * (1 - entry.marginBps / 10_000))),
    minPayout: 0n,
    maxPayout: 10n ** 18n,
    liquidityBucket: Math.floor(Math.log2(Math.max(1, (entry.float[order.corridor] ?? 0) * MID))),
    loadBps: Math.round(entry.load * 10_000),
    capacity: entry.capacity,
    maintenance: entry.maintenance,
  }
}

const addressOf = (world: World, index: number) => world.providers[index]?.address ?? '0x'
const corridorOf = (world: World, index: number) => (world.corridors[index] ?? 'NGN/bank') as `${string}/${string}`
