/** Ranks an order on its frozen snapshot and the bundle in force at its block. */
import type { Corridor, ProviderId, Report } from '@paynode/sdk/protocol'
import { parseState, routeOrder } from '@paynode/sdk/router'
import { type Hex, zeroHash } from 'viem'
import type { EffectHandler } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { saveRanking } from '../store/rankings.ts'
import { type AnchoredDigest, getSnapshot, type Snapshot } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'
import { applyBundle } from './applyBundle.ts'
import type { AnchoredAnswer } from './getAnchored.ts'

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
  /** The reports behind a digest of the anchor contract; needed where there is one. */
  getAnchored?: ((corridor: Corridor, anchor: AnchoredDigest, signal: AbortSignal) => Promise<AnchoredAnswer>) | undefined
}

/** The last epoch that was closed when a block was made. */
export function toBundleEpoch(blockTime: number, epochSeconds: number): number {
  return Math.floor(blockTime / epochSeconds) - 1
}

/** The handler of `route`. */
export function createRouteHandler(deps: RouteDeps): EffectHandler {
  const { store, self, clock, metrics } = deps
  return async ({ record, attempts, signal }) => {
    const snapshot = getSnapshot(store, record.id)
    if (!snapshot && record.ended) return { type: 'events', events: [] } // it was over before this daemon saw it
    if (!snapshot) return { type: 'retry', at: clock.now() + 1_000, reason: 'no snapshot: the order is not in an ingested block' }
    const bundle = await findBundle(deps, record.corridor, snapshot, signal)
    if (bundle.type === 'pending') {
      metrics.count('paynode_rankings_total', { result: 'pending' })
      return { type: 'retry', at: clock.now() + toPatience(attempts), reason: bundle.reason }
    }
    const started = performance.now()
    const state = parseState(snapshot.state)
    applyBundle(state, record.corridor, bundle.type === 'none' ? undefined : bundle, snapshot.blockTime)
    const ranking = routeOrder(state, snapshot.order)
    metrics.observe('paynode_ranking_seconds', (performance.now() - started) / 1_000)
    metrics.count('paynode_rankings_total', { result: bundle.type === 'none' ? 'withoutBundle' : 'ranked' })
    saveRanking(store, record.id, { bundleDigest: bundle.type === 'none' ? zeroHash : bundle.digest, ranking })
    const order = ranking.ranked.map(({ provider }) => provider)
    return { type: 'events', events: [{ type: 'routed', ranking: order, route: ranking.digest, rank: order.indexOf(self) }] }
  }
}

type InForce =
  | { readonly type: 'found'; readonly epoch: number; readonly digest: Hex; readonly reports: readonly Report[] }
  | { readonly type: 'none' }
  | { readonly type: 'pending'; readonly reason: string }

/** What the chain says was in force at the order's block; where nothing is anchored anywhere, what the daemons agreed on. */
async function findBundle(deps: RouteDeps, corridor: Corridor, snapshot: Snapshot, signal: AbortSignal): Promise<InForce> {
  const { anchor } = snapshot
  if (anchor === null) return { type: 'none' }
  if (anchor === undefined) {
    const epoch = toBundleEpoch(snapshot.blockTime, deps.epochSeconds)
    const bundle = await deps.getAgreedBundle(corridor, epoch, signal)
    return bundle.type === 'pending' ? bundle : { type: 'found', epoch, digest: bundle.digest, reports: bundle.reports }
  }
  const bundle = await deps.getAnchored?.(corridor, anchor, signal)
  if (!bundle) return { type: 'pending', reason: 'the order was ranked on an anchored bundle; configure chain.anchor' }
  return bundle.type === 'pending'
    ? bundle
    : { type: 'found', epoch: anchor.epoch, digest: bundle.statement.bundle, reports: bundle.reports }
}

/** Agreement usually takes one exchange; a partition may take hours. Milliseconds. */
const toPatience = (attempts: number) => (attempts < 25 ? 200 : 2_000)
