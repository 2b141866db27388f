/** Contract events per second from a local RPC node into a daemon's database: fetched, decoded, stored, folded and turned into orders. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChainView } from '../../../node/src/chain/view.ts'
import { openChain } from '../../../node/src/compose/chain.ts'
import { startChainLoop } from '../../../node/src/compose/chainLoop.ts'
import type { NodeConfig } from '../../../node/src/config/schema.ts'
import { createFolds, toKeepFolds } from '../../../node/src/folds.ts'
import { createLearning } from '../../../node/src/learning/learning.ts'
import { createEngine } from '../../../node/src/orders/engine.ts'
import { freezeSnapshots } from '../../../node/src/routing/freeze.ts'
import { systemClock } from '../../../node/src/runtime/clock.ts'
import { noMetrics } from '../../../node/src/runtime/metrics.ts'
import { listOrderChainEvents } from '../../../node/src/store/chainLogs.ts'
import { openStore, type Store } from '../../../node/src/store/store.ts'
import { domain, self, token } from './makeOrders.ts'
import { quiet } from './quiet.ts'
import { registry, startRecordedRpc, verifier } from './recordedRpc.ts'

/** What was measured. `perCpuSecond` counts the daemon's thread alone: what a core of its own does, whatever else runs on the machine. */
export type BackfillBench = {
  readonly orders: number
  readonly events: number
  readonly seconds: number
  readonly eventsPerSecond: number
  readonly cpuSeconds: number
  readonly perCpuSecond: number
}

/** Follows a recorded chain of whole order lives from its first block to its head, with everything but the network and payouts wired. */
export async function benchBackfill({
  orders,
  perBlock = 20,
}: {
  readonly orders: number
  readonly perBlock?: number
}): Promise<BackfillBench> {
  const folder = mkdtempSync(join(tmpdir(), 'paynode-bench-'))
  const rpc = await startRecordedRpc({ orders, perBlock })
  const store = openStore(join(folder, 'paynode.db'), { exclusive: true })
  try {
    const started = performance.now()
    const cpu = process.threadCpuUsage()
    await fillStore(store, rpc.url)
    const seconds = (performance.now() - started) / 1_000
    const { user, system } = process.threadCpuUsage(cpu)
    const cpuSeconds = (user + system) / 1e6
    const row = store.db.prepare<[], { events: number }>('SELECT count(*) AS events FROM chain_logs').get()
    const settled = store.db.prepare<[], { count: number }>("SELECT count(*) AS count FROM orders WHERE state = 'settled'").get()
    if (settled?.count !== orders) throw new Error(`${settled?.count} of ${orders} orders are settled`)
    const events = row?.events ?? 0
    return {
      orders,
      events,
      seconds: Math.round(seconds * 100) / 100,
      eventsPerSecond: Math.round(events / seconds),
      cpuSeconds: Math.round(cpuSeconds * 100) / 100,
      perCpuSecond: Math.round(events / cpuSeconds),
    }
  } finally {
    store.close()
    await rpc.close()
    rmSync(folder, { recursive: true })
  }
}

/** The projections of a daemon, bound to its database. */
export function openFolds(store: Store) {
  const view = createChainView({ eventsOf: (id) => listOrderChainEvents(store, id) })
  const learning = createLearning({ stride: 8, lag: 8 })
  return { view, learning, folds: createFolds(store, [view, learning], toKeepFolds({ bench: true })) }
}

/** Brings a database up to the head of a recorded chain, as a starting daemon does. */
export async function fillStore(store: Store, rpcUrl: string): Promise<void> {
  const chain = { ...domain, rpcUrls: [rpcUrl], registry, verifier, token, startBlock: 0, pollMs: 50 }
  const config = { chain } as unknown as NodeConfig // what following the chain reads
  const failed = Promise.withResolvers<never>()
  const warn = (fields: { readonly failures?: number }, text: string) => {
    if ((fields.failures ?? 1) > 10) failed.reject(new Error(`${text}: ${JSON.stringify(fields)}`)) // ranges that are too large are made smaller
  }
  const logger = { ...quiet, warn }
  const deps = { clock: systemClock, logger, metrics: noMetrics }
  const { pool } = openChain(config, deps)
  const { view, learning, folds } = openFolds(store)
  const engine = createEngine({ store, self, ...deps })
  const loop = startChainLoop({
    ...deps,
    config,
    pool,
    store,
    signal: new AbortController().signal,
    folds,
    dispatch: (orderId, event) => void engine.dispatch(orderId, event),
    recall: (orderId, event) => void engine.recall(orderId, event),
    remember: engine.remember,
    batch: engine.batch,
    freeze: (orderIds, over) =>
      freezeSnapshots({ store, view, modelFor: learning.modelFor, bondOf: (amount) => amount / 100n }, orderIds, over),
    onBlock: () => {},
    onFatal: failed.reject,
  })
  try {
    await Promise.race([loop.caughtUp, failed.promise])
  } finally {
    await loop.close()
  }
}
