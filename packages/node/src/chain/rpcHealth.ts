/** How far each RPC endpoint can be trusted right now: faults weigh and fade, laggards wait at the back, liars are locked out. */
import type { Clock } from '../runtime/clock.ts'

/** What is known of one endpoint. Times are unix milliseconds. */
export type EndpointHealth = {
  /** Weight of recent faults; halves every 30 s. */
  readonly points: number
  /** Not asked before this time, unless nobody else is left. */
  readonly restUntil: number
  /** Locked out until this time for an answer that the others contradict. */
  readonly lyingUntil: number
  /** Blocks behind the best endpoint, as last compared. */
  readonly lag: number
  /** Smoothed time to answer, milliseconds. */
  readonly latencyMs: number
}

/** Health of a fixed list of endpoints, by index. */
export type RpcHealth = {
  /** Indices, best first. Liars only when nobody else is configured: a daemon that is blind is safer than one that is fooled. */
  order(): readonly number[]
  succeeded(index: number, latencyMs: number): void
  failed(index: number, weight: number, restMs: number): void
  sawLag(index: number, blocks: number): void
  lied(index: number): void
  read(index: number): EndpointHealth
}

const HALF_LIFE_MS = 30_000
const LOCKOUT_MS = 600_000
/** Endpoints differ by a few blocks at any moment. */
const LAG_BLOCKS = 3
const LAG_POINTS = 4
/** An endpoint this many times slower than the fastest weighs as much as a fault. */
const SLOW = 5

/** Starts with everybody healthy: the configured order is the operator's preference. */
export function createRpcHealth(count: number, clock: Clock): RpcHealth {
  const states = Array.from({ length: count }, () => ({ points: 0, at: clock.now(), restUntil: 0, lyingUntil: 0, lag: 0, latencyMs: 0 }))
  const of = (index: number) => states[index] as (typeof states)[number] // indices come from this list
  const toPoints = (index: number) => {
    const { points, at } = of(index)
    return points * 2 ** (-Math.max(0, clock.now() - at) / HALF_LIFE_MS)
  }
  const add = (index: number, weight: number) => {
    of(index).points = toPoints(index) + weight
    of(index).at = clock.now()
  }
  const toRank = (index: number, fastest: number) => {
    const { lag, latencyMs } = of(index)
    return Math.floor(toPoints(index)) + (lag > LAG_BLOCKS ? LAG_POINTS : 0) + (latencyMs > 250 && latencyMs > fastest * SLOW ? 1 : 0)
  }
  return {
    order: () => {
      const now = clock.now()
      const honest = states.map((_, index) => index).filter((index) => of(index).lyingUntil <= now)
      const fastest = Math.min(...honest.map((index) => of(index).latencyMs || Number.POSITIVE_INFINITY))
      const ranked = honest.toSorted((left, right) => toRank(left, fastest) - toRank(right, fastest) || left - right)
      const awake = ranked.filter((index) => of(index).restUntil <= now)
      return [...awake, ...ranked.filter((index) => of(index).restUntil > now)]
    },
    succeeded: (index, latencyMs) => {
      const state = of(index)
      state.latencyMs = state.latencyMs === 0 ? latencyMs : state.latencyMs * 0.8 + latencyMs * 0.2
      state.restUntil = 0
    },
    failed: (index, weight, restMs) => {
      add(index, weight)
      of(index).restUntil = clock.now() + restMs
    },
    sawLag: (index, blocks) => {
      of(index).lag = blocks
    },
    lied: (index) => {
      of(index).lyingUntil = clock.now() + LOCKOUT_MS
    },
    read: (index) => ({ ...of(index), points: toPoints(index) }),
  }
}
