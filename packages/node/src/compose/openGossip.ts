/** The daemon's place among the others: reports out, reports in, epochs agreed. */
import type { Corridor, ProviderId, SignedReport } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { FoldedView } from '../chain/view.ts'
import type { NodeConfig } from '../config/schema.ts'
import { startReporter } from '../gossip/reporter.ts'
import { createNetwork, type RunningNetwork } from '../gossip/service.ts'
import { recoverReportSigner } from '../gossip/verify.ts'
import { type Bundles, createBundles } from '../routing/bundles.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { listReports, saveReport } from '../store/reports.ts'
import type { Store } from '../store/store.ts'
import type { Keys } from './keys.ts'
import { createReportMaker } from './report.ts'

/** What it needs. `freeFloat` is what this provider can pay in a corridor, minor units. */
export type GossipDeps = {
  readonly config: NodeConfig
  readonly keys: Keys
  readonly self: ProviderId
  readonly store: Store
  readonly view: FoldedView
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  freeFloat(corridor: Corridor): Promise<bigint | undefined>
  /** What the advisor thinks of others; empty without one. */
  adviceFor(corridor: Corridor, epoch: number): ReadonlyMap<Address, number>
}

/** Joins the network and starts reporting. */
export async function openGossip(deps: GossipDeps): Promise<{ network: RunningNetwork; bundles: Bundles; close(): Promise<void> }> {
  const { config, keys, self, store, view, clock, logger, signal } = deps
  const { epochSeconds } = config.routing
  const domain = { chainId: config.chain.chainId, escrow: config.chain.escrow }
  const onReport = (signed: SignedReport) => saveReport(store, signed, clock.now())
  const network = await createNetwork({
    ...domain,
    nodePrivateKey: keys.nodePrivateKey,
    listen: config.p2p.listen,
    bootstrap: config.p2p.bootstrap,
    view,
    self,
    epochSeconds,
    clock,
    logger: logger.child({ module: 'gossip' }),
    metrics: deps.metrics,
    signal,
    onReport,
  })
  const verify = (signed: SignedReport): boolean => {
    const entry = view.provider(signed.report.provider)
    if (!entry?.corridors.includes(signed.report.corridor)) return false
    return recoverReportSigner(signed, domain)?.toLowerCase() === entry.nodeAddress.toLowerCase()
  }
  const bundles = createBundles({ store, network, view, clock, self, epochSeconds, logger, verify })
  const reporter = startReporter({
    corridors: config.corridors.map(({ corridor }) => corridor),
    self,
    epochSeconds,
    clock,
    logger,
    signal,
    isRegistered: (corridor) => view.provider(self)?.corridors.includes(corridor) ?? false,
    makeReport: createReportMaker({
      config,
      self,
      freeFloat: deps.freeFloat,
      inFlight: () => view.inFlight(self),
      measured: network.measured,
      adviceFor: deps.adviceFor,
      serves: (provider, corridor) => view.provider(provider)?.corridors.includes(corridor) ?? false,
    }),
    sign: keys.signReport,
    save: onReport,
    find: (corridor, epoch) => listReports(store, corridor, epoch).find(({ report }) => report.provider === self),
    publish: network.publishReport,
  })
  return {
    network,
    bundles,
    close: async () => {
      await reporter.close()
      await network.close()
    },
  }
}
