/** How long our router takes to rank, by number of providers, and how fast it replays outcomes: wall time, so a busy machine shows. */
import { rules } from '@paynode/sdk/router'
import { toPercentile } from '../metrics/bootstrap.ts'
import { paynode, prepareReplay } from '../policies/paynode.ts'
import { createReporter } from '../run/createReporter.ts'
import { createLedger } from '../run/ledger.ts'
import type { Outcome, Sight } from '../run/types.ts'
import { stationary } from '../scenarios/ordinary.ts'
import { createTruth } from '../world/createTruth.ts'
import { createWorld } from '../world/createWorld.ts'
import type { Speed } from './types.ts'

/** How much to measure: decisions by number of providers, and outcomes to replay. */
export type SpeedPlan = { readonly decisions: readonly { readonly providers: number; readonly count: number }[]; readonly outcomes: number }

/** A first look, and the real thing. */
export const quickSpeed: SpeedPlan = {
  decisions: [
    { providers: 10, count: 5_000 },
    { providers: 1_000, count: 2_000 },
    { providers: 10_000, count: 30 },
  ],
  outcomes: 20_000,
}
export const fullSpeed: SpeedPlan = {
  decisions: [
    { providers: 10, count: 5_000 },
    { providers: 1_000, count: 1_000 },
    { providers: 10_000, count: 200 },
  ],
  outcomes: 200_000,
}

/** Where the router's amount bands end, units of money. */
const BAND_ENDS = rules.bands.map((microTokens) => microTokens / 1_000_000)

/** Measures after a warm-up. */
export function measureSpeed({ decisions, outcomes }: SpeedPlan): Speed {
  return {
    decisions: decisions.map(({ providers, count }) => measureDecisions(providers, count)),
    replayPerSecond: measureReplay(outcomes),
  }
}

function measureDecisions(providers: number, count: number): Speed['decisions'][number] {
  const { world, policy, bundle, ledger } = createScene(providers)
  for (const order of world.orders) policy.learn?.(toOutcome(order, order.index % providers))
  const times: number[] = []
  const firsts: number[] = []
  const seen = new Set<string>()
  const warmUp = Math.max(30, Math.ceil(count / 10))
  for (let index = 0; index < count + warmUp; index++) {
    const order = world.orders[index % world.orders.length]
    if (!order) break
    const eligible = world.providers.flatMap(({ serves }, provider) => (serves[order.corridor] ? [provider] : []))
    const sight: Sight = { order, epoch: 1, block: 30, eligible, inFlight: ledger.inFlight, bonds: ledger.bonds, bundle }
    const started = performance.now()
    policy.rank(sight)
    const took = performance.now() - started
    const kind = `${order.corridor} ${BAND_ENDS.filter((end) => order.amount >= end).length}`
    if (!seen.has(kind)) firsts.push(took)
    else if (index >= warmUp) times.push(took)
    seen.add(kind)
  }
  return {
    providers,
    firstMs: toPercentile(firsts, 50),
    p50Ms: toPercentile(times, 50),
    p99Ms: toPercentile(times, 99),
    p999Ms: toPercentile(times, 99.9),
  }
}

function measureReplay(count: number): number {
  const { world } = createScene(16)
  const outcomes = Array.from({ length: count }, (_, index): Outcome => {
    const order = world.orders[index % world.orders.length] as Outcome['order'] // the world has orders
    return { ...toOutcome(order, index % 16), claimedAt: index, finishedAt: index + 30 }
  })
  const seconds = [0, 1, 2].map(() => {
    const replay = prepareReplay(world, outcomes)
    const started = performance.now()
    replay()
    return (performance.now() - started) / 1_000
  })
  return Math.round(count / Math.min(...seconds)) // the best of three: the first warms the code up
}

function createScene(providers: number) {
  const world = createWorld({ scenario: stationary, seed: 1, orders: 500, providers })
  const truth = createTruth(world)
  const ledger = createLedger(world)
  const policy = paynode.create({ world, truth, strain: ledger })
  const bundle = createReporter(world, truth, ledger)(0)
  world.providers.forEach((_, provider) => {
    policy.see?.({ name: 'registered', at: 0, provider })
  })
  if (bundle) policy.see?.({ name: 'reports', at: 0, bundle })
  return { world, policy, bundle, ledger }
}

function toOutcome(order: Outcome['order'], provider: number): Outcome {
  const success = order.index % 20 !== 0
  return { order, provider, success, cause: success ? 'none' : 'pspUnavailable', claimedAt: order.at, finishedAt: order.at + 30 }
}
