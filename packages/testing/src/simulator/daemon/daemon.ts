/** One provider's daemon in the simulator: the real machine, engine, worker, handlers, ledger and tables, wired to the modelled world. */
import type { Corridor, OrderId, ProviderId, Report, SaltedRecipient } from '@paynode/sdk/protocol'
import type { Attester } from '../../../../node/src/attestation/serveAttestations.ts'
import { createAttester } from '../../../../node/src/attestation/serveAttestations.ts'
import type { TransactionSender } from '../../../../node/src/chain/ports.ts'
import { createChainView } from '../../../../node/src/chain/view.ts'
import { createCanServe } from '../../../../node/src/compose/canServe.ts'
import { createAccountGate } from '../../../../node/src/compose/createAccountGate.ts'
import { createAlreadyPaid } from '../../../../node/src/compose/createAlreadyPaid.ts'
import { createHandlers } from '../../../../node/src/compose/createHandlers.ts'
import { createIsPayable } from '../../../../node/src/compose/createIsPayable.ts'
import { createOverLimits } from '../../../../node/src/compose/createOverLimits.ts'
import { openPolicy } from '../../../../node/src/compose/openPolicy.ts'
import { policySchema } from '../../../../node/src/config/policy.ts'
import type { NodeConfig } from '../../../../node/src/config/schema.ts'
import { createFolds } from '../../../../node/src/folds.ts'
import { type IngestDeps, ingest } from '../../../../node/src/ingest.ts'
import { createLearning } from '../../../../node/src/learning/learning.ts'
import { createEngine } from '../../../../node/src/orders/engine.ts'
import type { OrderEvent, OrderRecord } from '../../../../node/src/orders/types.ts'
import { startWorker, type Worker } from '../../../../node/src/orders/worker.ts'
import { createPspPool } from '../../../../node/src/payout/createPspPool.ts'
import { createFloat } from '../../../../node/src/payout/float.ts'
import { holdFloat } from '../../../../node/src/payout/holdFloat.ts'
import type { PspAdapter, ReceiptSource } from '../../../../node/src/payout/psp.ts'
import { releaseFloat } from '../../../../node/src/payout/releaseFloat.ts'
import { checkSalted } from '../../../../node/src/recipients/checkSalted.ts'
import { freezeSnapshots } from '../../../../node/src/routing/freeze.ts'
import type { BundleAnswer } from '../../../../node/src/routing/route.ts'
import { noMetrics } from '../../../../node/src/runtime/metrics.ts'
import { createSettlement } from '../../../../node/src/settlement/settlement.ts'
import { listOrderChainEvents } from '../../../../node/src/store/chainLogs.ts'
import { enqueueEffect } from '../../../../node/src/store/effects.ts'
import { getOrderRecord } from '../../../../node/src/store/orders.ts'
import { getPayout } from '../../../../node/src/store/payouts.ts'
import { countReserved } from '../../../../node/src/store/reservations.ts'
import type { RpcNode } from '../chain/rpcNode.ts'
import { fromProof } from '../chain/terms.ts'
import type { DeskPlan } from '../world/desk.ts'
import type { Plan } from '../world/plan.ts'
import { toMargins, toNeededMs } from '../world/rail.ts'
import { arbiter, chainId, corridors, escrow, instantCap, payer, rate, token, verifier } from '../world/setting.ts'
import { createCollect, type RemoteAttester } from './collect.ts'
import type { Gate } from './gate.ts'
import { readUpdates } from './watch.ts'

/** What one life of a daemon is given. */
export type DaemonDeps = {
  readonly gate: Gate
  readonly self: ProviderId
  readonly rpc: RpcNode
  readonly sender: TransactionSender
  readonly adapter: PspAdapter
  readonly receipts: ReceiptSource
  readonly attesters: readonly RemoteAttester[]
  readonly threshold: number
  readonly plan: Pick<Plan, 'confirmations' | 'blockMs' | 'arrivesWithinMs'>
  readonly desk: DeskPlan
  bondOf(amount: bigint): bigint
  /** The sealed details, once they arrived here. */
  openRecipient(orderId: OrderId): SaltedRecipient | undefined
  getBundle(corridor: Corridor, epoch: number): BundleAnswer
  latencyMs(): number
  onEvent(orderId: OrderId, event: OrderEvent, record: OrderRecord): void
  onFatal(error: unknown): void
}

/** A running daemon. `hint` is a webhook that its adapter took for real. */
export type SimDaemon = { readonly attester: Attester; hint(orderId: OrderId): void; isCaughtUp(): boolean }

const EPOCH_SECONDS = 10
const POLL_MS = 700
const NOT_FOUND_WINDOW_MS = 30_000
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }

/** What canServe and the policy read. A desk's limits are those of its first corridor, its caps hold for each currency. */
const toConfig = ({ minPayout, maxPayout, perPayout, perHour, perDay, perPayerPerDay, agreed, capacity }: DeskPlan) =>
  ({
    corridors: corridors.map((corridor) => ({
      corridor,
      rate,
      agreed: agreed === undefined ? [] : [{ payer, rate: agreed }],
      minPayout,
      maxPayout,
      maxPerPayerPerDay: perPayerPerDay,
      capacity,
    })),
    payouts: 'on',
    caps: { perPayout, perHour, perDay },
    chain: { token },
    policy: policySchema.parse({ arbiters: [arbiter] }),
  }) as unknown as NodeConfig

/** Starts one life of a daemon on its gate. Its predecessors' tables are all it knows. */
export function startDaemon(deps: DaemonDeps): SimDaemon {
  const { gate, self, rpc, sender } = deps
  const { clock, store, signal } = gate
  const config = toConfig(deps.desk)
  const margins = toMargins(deps.plan)
  const view = createChainView({ eventsOf: (id) => listOrderChainEvents(store, id) })
  const learning = createLearning({ stride: 4, lag: 4 })
  const folds = createFolds(store, [view, learning], { form: 'simulated', every: 12 }) // so few that a history has several
  let worker: Worker | undefined
  let isCaughtUp = false

  const float = createFloat({
    store,
    clock,
    balanceOf: async (_psp, currency, abort) => {
      const balance = await deps.adapter.balance(currency, abort)
      return balance.type === 'available' ? balance.amount : undefined
    },
  })
  const engine = createEngine({
    store,
    clock,
    self,
    metrics: noMetrics,
    logger: quiet,
    onDispatched: (record, event) => {
      releaseFloat(float, record)
      deps.onEvent(record.id, event, record)
      queueMicrotask(() => worker?.wake())
    },
  })
  const dispatch = (orderId: OrderId, event: OrderEvent) => void engine.dispatch(orderId, event)
  const openRecipient = async (record: OrderRecord) => {
    const details = deps.openRecipient(record.id)
    if (!details) return { type: 'missing' } as const
    const fault = checkSalted(record.order, details)
    return fault === undefined ? ({ type: 'opened', recipient: details.recipient } as const) : ({ type: 'invalid', reason: fault } as const)
  }
  const saltOf = async (record: OrderRecord) => {
    const details = deps.openRecipient(record.id)
    if (!details) throw new Error('the salt is not here yet')
    return details.salt
  }
  const attester = createAttester({
    view,
    receipts: () => deps.receipts,
    store,
    clock,
    attester: { address: self, sign: async (over) => fromProof({ signers: [self], over }) },
    metrics: noMetrics,
    logger: quiet,
  })
  const settlement = createSettlement({
    clock,
    maxBatch: 5,
    maxAgeMs: 500,
    sender,
    escrow,
    collect: createCollect(self, deps.attesters, deps.threshold),
    view,
    verifierDomain: { chainId, verifier },
    metrics: noMetrics,
    logger: quiet,
    signal,
  })
  const adaptersFor = () => [deps.adapter]
  const psps = createPspPool({ clock, adaptersFor })
  const policy = openPolicy({ config, clock, store })
  const canServe = createCanServe({
    config,
    clock,
    verifier,
    tokenDecimals: 6,
    instantCap,
    neededWindowMs: () => toNeededMs(deps.plan),
    adaptersFor,
    countUnderWay: (corridor, except) => countReserved(store, { corridor, except }),
    overLimits: createOverLimits({ store, clock, policy, caps: config.caps }),
    hasPayout: (orderId) => getPayout(store, orderId) !== undefined,
    openRecipient,
    release: (orderId) => float.void(orderId),
    policy: policy.decide,
    accountFault: createAccountGate({ ...psps, clock, eventsOf: (id) => listOrderChainEvents(store, id) }),
    reserve: async (orderId, intent, abort) =>
      (await holdFloat({ psps, float }, { orderId, intent, candidates: adaptersFor() }, abort)).type === 'held',
    alreadyPaid: createAlreadyPaid({ self, receiptsFor: () => deps.receipts }),
  })
  const payout = {
    store,
    clock,
    metrics: noMetrics,
    logger: quiet,
    float,
    psps,
    notFoundWindowMs: NOT_FOUND_WINDOW_MS,
    getRecord: (orderId: OrderId) => getOrderRecord(store, orderId),
    dispatch,
    openRecipient,
    confirmed: createIsPayable({
      view,
      marginMs: () => margins.marginMs,
      confirmationsOf: () => deps.plan.confirmations,
      isAgreed: () => true,
    }),
    payouts: 'on' as const,
    caps: config.caps,
    marginMs: () => margins.marginMs,
  }
  const start = () =>
    startWorker({
      store,
      engine,
      clock,
      metrics: noMetrics,
      logger: quiet,
      signal,
      onFatal: deps.onFatal,
      handlers: createHandlers({
        self,
        onChain: { clock, view, sender, escrow },
        payout,
        epochSeconds: EPOCH_SECONDS,
        getAgreedBundle: async (corridor, epoch) => deps.getBundle(corridor, epoch),
        canServe,
        settlement,
        saltOf,
        dispatch,
      }),
    })

  const freeze: IngestDeps['freeze'] = (ids, over) =>
    freezeSnapshots({ store, view, modelFor: learning.modelFor, bondOf: deps.bondOf }, ids, over)
  const follow = async () => {
    folds.restore()
    for (;;) {
      const updates = await readUpdates(gate, rpc, deps.latencyMs()).catch(() => undefined)
      for (const update of updates ?? []) {
        ingest({ store, folds, metrics: noMetrics, dispatch, recall: engine.recall, remember: engine.remember, freeze }, update)
        worker?.wake()
      }
      if (updates?.length === 0 && !worker) {
        isCaughtUp = true
        worker = start()
      }
      if (!updates || updates.length === 0) await clock.sleep(POLL_MS, signal)
    }
  }
  follow().catch(deps.onFatal)
  return {
    attester,
    hint: (orderId) => {
      const state = getOrderRecord(store, orderId)?.state
      if (state !== 'paying' && state !== 'unknown' && state !== 'flagged') return
      try {
        enqueueEffect(store, orderId, { kind: 'query', dueAt: 0 })
        worker?.wake()
      } catch (error) {
        deps.onFatal(error)
      }
    },
    isCaughtUp: () => isCaughtUp,
  }
}

/** The reports of an epoch: everybody serves everything alike. */
export function toReports(providers: readonly ProviderId[], corridor: Corridor, epoch: number): readonly Report[] {
  return providers.map((provider) => ({
    provider,
    corridor,
    epoch,
    rate,
    minPayout: 1n,
    maxPayout: 10n ** 12n,
    liquidityBucket: 40,
    loadBps: 0,
    capacity: 50,
    maintenance: false,
    views: [],
  }))
}
