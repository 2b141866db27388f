/** Ranks an order on its frozen snapshot and the agreed bundle of the epoch before its block. */
import type { Corridor, ProviderId, Report } from '@paynode/sdk/protocol'
import { applyEvent, parseState, routeOrder } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import type { EffectHandler } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { saveRanking } from '../store/rankings.ts'
import { getSnapshot } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'

/** The bundle of an epoch as the network agreed on it, or why it is not agreed yet. */
export type BundleAnswer =
  | { readonly type: 'agreed'; readonly digest: Hex; readonly reports: readonly Report[] }
  | { readonly type: 'pending'; readonly reason: string }

/** What ranking needs. */
export type RouteDeps = {
  readonly store: Store
  readonly self: ProviderId
  readonly clock: Clock
  readonly epochSeconds: number
  readonly metrics: Metrics
  getAgreedBundle(corridor: Corridor, epoch: number, signal: AbortSignal): Promise<BundleAnswer>
}

/** The last epoch that was closed when a block was made. */
export function toBundleEpoch(blockTime: number, epochSeconds: number): number {
  return Math.floor(blockTime / epochSeconds) - 1
}

/** The handler of `route`. */
export function createRouteHandler({ store, self, clock, epochSeconds, metrics, getAgreedBundle }: RouteDeps): EffectHandler {
  return async ({ record, attempts, signal }) => {
    const snapshot = getSnapshot(store, record.id)
    if (!snapshot) return { type: 'retry', at: clock.now() + 1_000, reason: 'no snapshot: the order is not in an ingested block' }
    const bundle = await getAgreedBundle(record.corridor, toBundleEpoch(snapshot.blockTime, epochSeconds), signal)
    if (bundle.type === 'pending') {
      metrics.count('paynode_rankings_total', { result: 'pending' })
      return { type: 'retry', at: clock.now() + toPatience(attempts), reason: bundle.reason }
    }
    const started = performance.now()
    const state = parseState(snapshot.state)
    applyEvent(state, {
      type: 'bundle',
      corridor: record.corridor,
      epoch: toBundleEpoch(snapshot.blockTime, epochSeconds),
      entries: bundle.reports.map((report) => ({ provider: report.provider, report })),
      time: snapshot.blockTime,
    })
    const ranking = routeOrder(state, snapshot.order)
    metrics.observe('paynode_ranking_seconds', (performance.now() - started) / 1_000)
    metrics.count('paynode_rankings_total', { result: 'ranked' })
    saveRanking(store, record.id, { bundleDigest: bundle.digest, ranking })
    const order = ranking.ranked.map(({ provider }) => provider)
    return { type: 'events', events: [{ type: 'routed', ranking: order, route: ranking.digest, rank: order.indexOf(self) }] }
  }
}

/** Agreement usually takes one exchange; a partition may take hours. Milliseconds. */
const toPatience = (attempts: number) => (attempts < 25 ? 200 : 2_000)
