/** Our router, unmodified, through its public API: the only file that knows how to drive it. */
import { applyEvent, type BundleEntry, createState, type RouterEvent, rankProviders, type State } from '@paynode/sdk/router'
import type { Bundle, LogEvent, Outcome, PolicyMaker, Sight } from '../run/types.ts'
import { EPOCH_SECONDS, type Hex, type World, type WorldOrder } from '../world/types.ts'

/** Token units per unit of money, and minor units of every currency per token at the mid rate. */
const TOKEN = 1_000_000
const MID = 160_000
/** Unix seconds at which a run starts: the beginning of an epoch. */
const START = 1_764_000_000
/** Ranks that are used. */
const LIMIT = 3

/**
 * The router as a daemon drives it: one state, told of registrations, bundles and assignments as they appear, of outcomes when they
 * are final, and of the orders in flight as the chain shows them at the order's block.
 */
export const paynode: PolicyMaker = {
  name: 'paynode',
  create: ({ world }) => {
    const state = createState({ epochSeconds: EPOCH_SECONDS, tokenDecimals: 6 })
    const indexes = new Map(world.providers.map(({ address }, index) => [address.toLowerCase(), index]))
    /** What the state believes to be in flight: its own count runs behind, because outcomes come late. */
    const believed = new Int32Array(world.providers.length)
    return {
      see: (event) => {
        if (event.name === 'assigned') believed[event.provider] = (believed[event.provider] ?? 0) + 1
        see(state, world, event)
      },
      learn: (outcome) => {
        const { order, provider, cause } = outcome
        if (cause !== 'missed') believed[provider] = Math.max(0, (believed[provider] ?? 0) - 1)
        applyEvent(state, toOutcome(world, order, outcome))
      },
      rank: ({ order, eligible, inFlight, bonds }: Sight) => {
        for (const index of eligible) {
          if (believed[index] === inFlight[index]) continue
          believed[index] = inFlight[index] ?? 0
          applyEvent(state, toAccount(world, index, { at: order.at, inFlight: inFlight[index] ?? 0, bonds: bonds[index] ?? 0 }))
        }
        const { ranked } = rankProviders(
          state,
          {
            ...toTerms(world, order),
            payout: BigInt(Math.floor(order.amount * MID * 0.98)),
            bondRequired: BigInt(Math.round(order.amount * TOKEN * 0.1)),
            seed: order.id,
          },
          { limit: LIMIT },
        )
        return ranked.flatMap(({ provider }) => indexes.get(provider.toLowerCase()) ?? [])
      },
    }
  },
}

/** Prepares a stream of assignments and outcomes; the function that comes back replays it into a fresh state, and nothing else. */
export function prepareReplay(world: World, outcomes: readonly Outcome[]): () => void {
  const state = createState({ epochSeconds: EPOCH_SECONDS, tokenDecimals: 6 })
  world.providers.forEach((_, provider) => {
    see(state, world, { name: 'registered', at: 0, provider })
  })
  const events = outcomes.flatMap((outcome, index): RouterEvent[] => {
    const event = toOutcome(world, outcome.order, outcome)
    const { orderId: id, provider, corridor, amount, payer } = event
    const orderId: Hex = `0x${index.toString(16).padStart(id.length - 2, '0')}`
    return [
      { type: 'assigned', orderId, provider, corridor, amount, payer, time: event.claimedAt },
      { ...event, orderId },
    ]
  })
  return () => {
    for (const event of events) applyEvent(state, event)
  }
}

function see(state: State, world: World, event: LogEvent): void {
  const time = toTime(event.at)
  if (event.name === 'registered') {
    const provider = addressOf(world, event.provider)
    const serves = world.providers[event.provider]?.serves ?? []
    applyEvent(state, {
      type: 'registered',
      provider,
      corridors: serves.flatMap((is, corridor) => (is ? [corridorOf(world, corridor)] : [])),
      time,
    })
    applyEvent(state, toAccount(world, event.provider, { at: event.at, inFlight: 0, bonds: 0 }))
  }
  if (event.name === 'left') applyEvent(state, { type: 'left', provider: addressOf(world, event.provider), time })
  if (event.name === 'epoch') applyEvent(state, { type: 'epoch', time })
  if (event.name === 'reports') {
    const epoch = START / EPOCH_SECONDS + event.bundle.epoch
    world.corridors.forEach((_, corridor) => {
      applyEvent(state, {
        type: 'bundle',
        corridor: corridorOf(world, corridor),
        epoch,
        entries: toEntries(world, event.bundle, corridor),
        time,
      })
    })
  }
  if (event.name === 'assigned') {
    const order = world.orders[event.order]
    if (!order) return
    const provider = addressOf(world, event.provider)
    applyEvent(state, { type: 'assigned', ...toAttempt(world, order), provider, time })
  }
}

function toEntries(world: World, { entries }: Bundle, corridor: number): readonly BundleEntry[] {
  return entries.flatMap((entry, index): BundleEntry[] => {
    if (!entry || !world.providers[index]?.serves[corridor]) return []
    const { report, probe } = entry
    return [
      {
        provider: addressOf(world, index),
        report: report && {
          rate: BigInt(Math.floor(MID * (1 - report.marginBps / 10_000))),
          minPayout: 0n,
          maxPayout: 10n ** 15n,
          liquidityBucket: Math.floor(Math.log2(Math.max(1, (report.float[corridor] ?? 0) * MID))),
          loadBps: Math.round(report.load * 10_000),
          capacity: report.capacity,
          maintenance: report.maintenance,
        },
        probe: probe && {
          failed: probe.failed.map((share) => Math.round(share * 10_000)),
          rtt50: probe.rttMs,
          rtt95: probe.rttMs.map((ms) => ms * 2),
        },
      },
    ]
  })
}

function toOutcome(world: World, order: WorldOrder, { provider, success, cause, claimedAt, finishedAt }: Outcome) {
  return {
    type: 'outcome',
    ...toAttempt(world, order),
    provider: addressOf(world, provider),
    success,
    cause,
    claimedAt: toTime(claimedAt),
    time: toTime(finishedAt),
  } as const
}

function toAccount(world: World, index: number, { at, inFlight, bonds }: { at: number; inFlight: number; bonds: number }) {
  const free = BigInt(Math.max(0, Math.round(((world.providers[index]?.stake ?? 0) - bonds) * TOKEN)))
  const locked = BigInt(Math.max(0, Math.round(bonds * TOKEN)))
  return { type: 'account', provider: addressOf(world, index), free, locked, inFlight, time: toTime(at) } as const
}

const toAttempt = (world: World, order: WorldOrder) => ({
  ...toTerms(world, order),
  payer: order.payer,
  pinned: order.washes !== undefined,
  createdAt: toTime(order.at),
})
const toTerms = (world: World, { id, corridor, amount }: WorldOrder) => ({
  orderId: id,
  corridor: corridorOf(world, corridor),
  amount: BigInt(Math.round(amount * TOKEN)),
})
const toTime = (seconds: number) => START + Math.floor(seconds)
const addressOf = (world: World, index: number) => world.providers[index]?.address ?? '0x'
const corridorOf = (world: World, index: number) => (world.corridors[index] ?? 'NGN/bank') as `${string}/${string}`
