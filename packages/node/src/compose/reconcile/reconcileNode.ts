/** Reconciles a daemon's ledger with the chain and its PSPs, while the daemon runs or while it is stopped. Changes nothing. */
import { join } from 'node:path'
import type { PublicClient } from 'viem'
import type { NodeConfig } from '../../config/schema.ts'
import type { PspAdapter } from '../../payout/psp.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { noMetrics } from '../../runtime/metrics.ts'
import { getCursor } from '../../store/cursor.ts'
import { listOrderRecordsSince } from '../../store/orders.ts'
import { listPayouts } from '../../store/payouts.ts'
import { readStore, type Store } from '../../store/store.ts'
import { openChain } from '../chain.ts'
import { type AskPassphrase, readKeys } from '../keys.ts'
import { openPsps } from '../psps.ts'
import { compareChain } from './compareChain.ts'
import { comparePsp } from './comparePsp.ts'
import { findOrphans } from './findOrphans.ts'
import type { Reconciliation } from './types.ts'

const DAY_MS = 86_400_000
const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }

/** Opens what the configuration names. `days`: how far back ended orders are looked at. @throws when database, keys or RPC are not there. */
export async function reconcileNode(
  config: NodeConfig,
  options: { readonly days: number; readonly signal: AbortSignal; readonly passphrase?: AskPassphrase | undefined; readonly clock?: Clock },
): Promise<Reconciliation> {
  const clock = options.clock ?? systemClock
  const { operator } = await readKeys(config, options.passphrase)
  const psps = await openPsps(config, clock)
  const adapters = new Map(config.corridors.flatMap(({ corridor }) => psps.adaptersFor(corridor)).map((adapter) => [adapter.id, adapter]))
  const { client } = openChain(config, { clock, logger: quiet, metrics: noMetrics })
  const store = readStore(join(config.dataDir, 'paynode.db'))
  try {
    return await reconcile({ store, client, config, self: operator.address, adapterOf: (id) => adapters.get(id), clock }, options)
  } finally {
    store.close()
  }
}

/** What reconciling looks at. */
export type ReconcileDeps = {
  readonly store: Store
  readonly client: PublicClient
  readonly config: Pick<NodeConfig, 'chain'>
  readonly self: `0x${string}`
  readonly clock: Clock
  adapterOf(id: string): PspAdapter | undefined
}

/** Compares all three sides. */
export async function reconcile(
  deps: ReconcileDeps,
  { days, signal }: { readonly days: number; readonly signal: AbortSignal },
): Promise<Reconciliation> {
  const { store, client, self, clock } = deps
  const { escrow, token } = deps.config.chain
  const since = clock.now() - days * DAY_MS
  // One look at the ledger, which the daemon may be writing to.
  const { records, payouts, orphans, block } = store.transaction(() => {
    const rows = listPayouts(store).filter(({ updatedAt }) => updatedAt >= since)
    const recent = listOrderRecordsSince(
      store,
      since,
      rows.map(({ orderId }) => orderId),
    )
    return {
      records: recent,
      payouts: rows,
      block: getCursor(store)?.number ?? -1,
      orphans: findOrphans(store, { records: recent, payouts: rows, self, now: clock.now() }),
    }
  })
  const chain = await compareChain({ store, client, escrow, token, self }, records)
  const { differences, unverified } = await comparePsp(deps.adapterOf, payouts, signal)
  return { block, orders: records.length, payouts: payouts.length, unverified, differences: [...chain, ...differences, ...orphans] }
}
