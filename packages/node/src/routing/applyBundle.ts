/** Puts the reports that count for an order into its frozen state. */
import type { Corridor, Report } from '@paynode/sdk/protocol'
import { applyEvent, type State, toBundleEntries } from '@paynode/sdk/router'

/** The reports of one epoch, as an order sees them. */
export type BundleInForce = { readonly epoch: number; readonly reports: readonly Report[] }

/** Changes `state`. Without a bundle gossip counts for nothing: the state stays as it is. `time` is the order's block time, unix seconds. */
export function applyBundle(state: State, corridor: Corridor, bundle: BundleInForce | undefined, time: number): void {
  if (!bundle) return
  const entries = toBundleEntries(state, bundle.reports)
  applyEvent(state, { type: 'bundle', corridor, epoch: bundle.epoch, entries, time })
}
