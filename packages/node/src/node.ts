/** The composition root: opens everything in the order the money flows and closes it in reverse. With compose/, the only code that sees every folder. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import { rulesetHash } from '@paynode/sdk/router'
import type { Advisor } from './advisor/startAdvisor.ts'
import { collectAttestations } from './attestation/collectAttestations.ts'
import { serveAttestations } from './attestation/serveAttestations.ts'
import { createSender } from './chain/sender.ts'
import { createChainView } from './chain/view.ts'
import { createCanServe } from './compose/canServe.ts'
import { getRules, openChain } from './compose/chain.ts'
import { startChainLoop } from './compose/chainLoop.ts'
import { createAccountGate } from './compose/createAccountGate.ts'
import { createAlreadyPaid } from './compose/createAlreadyPaid.ts'
import { createHandlers } from './compose/createHandlers.ts'
import { createOverLimits } from './compose/createOverLimits.ts'
import { forgetEpochs } from './compose/forgetEpochs.ts'
import { type AskPassphrase, readKeys } from './compose/keys.ts'
import { openAdvisor } from './compose/openAdvisor.ts'
import { openAnchoring } from './compose/openAnchoring.ts'
import { openFloat } from './compose/openFloat.ts'
import { openGateway } from './compose/openGateway.ts'
import { openGossip } from './compose/openGossip.ts'
import { openPayRules } from './compose/openPayRules.ts'
import { openPolicy } from './compose/openPolicy.ts'
import { openPsps } from './compose/psps.ts'
import { startAlerts } from './compose/startAlerts.ts'
import { startLeaseRenewal } from './compose/startLeaseRenewal.ts'
import { startSweep } from './compose/startSweep.ts'
import { toLiquidity } from './compose/toLiquidity.ts'
import type { NodeConfig } from './config/schema.ts'
import { createFolds, toKeepFolds } from './folds.ts'
import { createLearning } from './learning/learning.ts'
import { createMetrics } from './metrics/createMetrics.ts'
import { startMetricsServer } from './metrics/startMetricsServer.ts'
import { createEngine } from './orders/engine.ts'
import type { OrderRecord } from './orders/types.ts'
import { startWorker, type Worker } from './orders/worker.ts'
import { createPspPool } from './payout/createPspPool.ts'
import { holdFloat } from './payout/holdFloat.ts'
import { releaseFloat } from './payout/releaseFloat.ts'
import { startWebhookServer } from './payout/startWebhookServer.ts'
import { watchResolutions } from './payout/watchResolutions.ts'
import { createRecipients } from './recipients/createRecipients.ts'
import { createAnchors } from './routing/anchors.ts'
import { createCheckpoints } from './routing/checkpoints.ts'
import { freezeSnapshots } from './routing/freeze.ts'
import { getAnchored as findAnchored } from './routing/getAnchored.ts'
import { type Clock, systemClock } from './runtime/clock.ts'
import { chainWitness, createCheckedClock } from './runtime/createCheckedClock.ts'
import { createLogger, type Logger } from './runtime/logger.ts'
import { createHold } from './settlement/createHold.ts'
import { createSettlement } from './settlement/settlement.ts'
import { listOrderChainEvents } from './store/chainLogs.ts'
import { getCursor } from './store/cursor.ts'
import { forgetNotices } from './store/notices.ts'
import { getOrderRecord } from './store/orders.ts'
import { erasePayoutRequests, getPayout } from './store/payouts.ts'
import { countReserved } from './store/reservations.ts'
import type { AnchoredDigest } from './store/snapshots.ts'
import { openStore } from './store/store.ts'

/** A running daemon. `failed` rejects when it can no longer be trusted to run; `close` waits for everything it started. */
export type PaynodeNode = {
  readonly gateway: string
  readonly metrics: string
  readonly peerId: string
  readonly multiaddrs: readonly string[]
  readonly failed: Promise<never>
  close(): Promise<void>
}

const RECIPIENT_TTL_MS = 3_600_000
/** Blocks of this many epochs back are young enough for their model to be voted on. */
const LIVE_EPOCHS = 4
/** Request bytes hold account details: kept this long for people who look into a payout. */
const KEEP_REQUESTS_MS = 30 * 86_400_000

/**
 * Starts a daemon and resolves when it serves.
 * @throws when keys, RPC, contracts, database or ports are not what the configuration says; nothing stays open then.
 */
export async function createNode(
  config: NodeConfig,
  options: {
    readonly signal?: AbortSignal
    readonly logger?: Logger
    readonly clock?: Clock
    /** Asked for when a key file is a keystore and `keys.passphraseFile` names no file. */
    readonly passphrase?: AskPassphrase
  } = {},
): Promise<PaynodeNode> {
  await using stack = new AsyncDisposableStack()
  const use = <value extends { close(): unknown }>(value: value): value => {
    stack.defer(async () => void (await value.close()))
    return value
  }
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const logger = options.logger ?? createLogger({ level: config.log.level, name: config.name })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {}) // whoever starts the daemon decides whether to watch it
  const onFatal = (error: unknown) => {
    logger.error({ reason: error instanceof Error ? error.message : 'unknown' }, 'the database refused a write, stopping')
    failed.reject(error)
    stop.abort(error)
  }

  // Keys, metrics, store, chain.
  const keys = await readKeys(config, options.passphrase)
  const self = keys.operator.address
  const metrics = createMetrics({ process: true })
  const clock = createCheckedClock(options.clock ?? systemClock, (offsetMs) => {
    metrics.gauge('paynode_clock_offset_seconds', offsetMs / 1_000)
    logger.error({ offsetMs }, "this machine's clock is off by what chain and RPC servers say; corrected, but set it right")
  })
  const metricsServer = use(await startMetricsServer({ registry: metrics.registry, host: config.metrics.host, port: config.metrics.port }))
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const store = use(openStore(join(config.dataDir, 'paynode.db'), { exclusive: true }))
  use(startLeaseRenewal(store, clock, signal, onFatal))
  const { chain, pool, client } = openChain(config, { clock, logger, metrics, onDate: clock.hear })
  const rules = await getRules(config, client)
  const { chainId, escrow, verifier } = config.chain
  const { epochSeconds } = config.routing
  const view = createChainView({ eventsOf: (id) => listOrderChainEvents(store, id) })
  const { modelStride: stride, modelLag: lag } = config.routing
  const modelOptions = { stride, lag, epochSeconds, tokenDecimals: rules.token.decimals }
  const learning = createLearning({
    ...modelOptions,
    accountOf: (provider) => view.account(provider, rules.token.address),
  })
  const anchors = createAnchors({ lag: config.routing.anchorLag, epochSeconds })
  const checkpoints = createCheckpoints(learning.modelFor)
  const form = toKeepFolds({ rulesetHash, ...modelOptions, contracts: [chainId, escrow, config.chain.registry] })
  const folds = createFolds(store, [view, learning, anchors, checkpoints], form)
  folds.restore()

  // Orders: one engine; its listeners wake the worker and the streams.
  let worker: Worker | undefined
  const listeners = new Set<(event: { readonly orderId: OrderId }) => void>()
  const opened = await openPsps(config, clock, logger)
  const psps = createPspPool({ clock, adaptersFor: opened.adaptersFor })
  const float = openFloat({ store, clock, psps: opened })
  const engine = createEngine({
    store,
    clock,
    self,
    metrics,
    logger,
    onDispatched: (record) => {
      releaseFloat(float, record)
      setImmediate(() => {
        worker?.wake()
        for (const listener of listeners) listener({ orderId: record.id })
      })
    },
  })
  const dispatch = (orderId: OrderId, event: Parameters<typeof engine.dispatch>[1]) => void engine.dispatch(orderId, event)
  const anchorFor = rules.anchor && anchors.find
  const chainLoop = use(
    startChainLoop({
      config,
      pool,
      store,
      clock,
      logger,
      metrics,
      signal,
      folds,
      dispatch,
      recall: engine.recall,
      remember: engine.remember,
      batch: engine.batch,
      freeze: (orderIds, over) =>
        freezeSnapshots({ store, view, modelFor: learning.modelFor, bondOf: rules.bondOf, anchorFor }, orderIds, over),
      onHead: ({ number, timestamp }) => {
        clock.hear(chainWitness, timestamp * 1_000)
        const isNew = timestamp > clock.now() / 1_000 - LIVE_EPOCHS * epochSeconds
        if (rules.anchor && isNew) checkpoints.capture(number)
      },
      onBlock: () => worker?.wake(),
      onFatal,
    }),
  )
  await chainLoop.caughtUp

  // Network: reports out, reports in, bundles agreed.
  const freeFloat = (corridor: Corridor) => toLiquidity({ psps, float }, corridor, signal)
  let advisor: Advisor | undefined
  const adviceFor: Advisor['adviceFor'] = (corridor, epoch) => advisor?.adviceFor(corridor, epoch) ?? new Map()
  const gossip = use(await openGossip({ config, keys, self, store, view, clock, logger, metrics, signal, freeFloat, adviceFor }))
  const { network, bundles } = gossip
  const model = () => learning.modelFor(getCursor(store)?.number ?? 0).state
  if (config.advisor)
    advisor = use(openAdvisor({ advisor: config.advisor, config, self, view, bundles, clock, logger, metrics, signal, model }))
  const getAnchored = (corridor: Corridor, anchor: AnchoredDigest, abort: AbortSignal) =>
    findAnchored({ store, network, view, clock, self }, corridor, anchor, abort)

  // Payouts, attestations, settlement.
  const recipients = use(
    createRecipients({ store, network, self, hpkePrivateKey: keys.hpkePrivateKey, view, clock, logger, ttlMs: RECIPIENT_TTL_MS }),
  )
  use(
    startSweep(clock, signal, () => {
      recipients.sweep()
      erasePayoutRequests(store, clock.now() - KEEP_REQUESTS_MS)
      forgetNotices(store, clock.now() - KEEP_REQUESTS_MS)
      forgetEpochs(config, store, clock)
    }),
  )
  const openRecipient = async (record: OrderRecord, abort: AbortSignal) => {
    const opened = await recipients.open(record, abort)
    return opened.type === 'opened' ? ({ type: 'opened', recipient: opened.salted.recipient } as const) : opened
  }
  const saltOf = async (record: OrderRecord, abort: AbortSignal) => {
    const opened = await recipients.open(record, abort)
    if (opened.type !== 'opened') throw new Error(`the recipient's salt is ${opened.type}; attesters cannot check the payout without it`)
    return opened.salted.salt
  }
  const local = serveAttestations({
    network,
    view,
    receipts: (corridor) => opened.receiptsFor(corridor as Corridor),
    store,
    clock,
    attester: keys.attester,
    metrics,
    logger,
  })
  const members = new Set(rules.attesters.map((address) => address.toLowerCase()))
  const collect = (items: Parameters<typeof collectAttestations>[1], abort: AbortSignal) =>
    collectAttestations(
      {
        network,
        self,
        local: members.has(local.address.toLowerCase()) ? local : undefined,
        attesters: () =>
          view.providers().flatMap(({ operator, nodeAddress }) => (members.has(nodeAddress.toLowerCase()) ? [operator] : [])),
        addressOf: (attester) => view.provider(attester)?.nodeAddress,
        threshold: rules.threshold,
        verifierDomain: { chainId, verifier },
        timeoutMs: 4_000,
        logger,
      },
      items,
      abort,
    )
  const sender = use(
    createSender({ store, client, account: keys.operator, chain, clock, logger, metrics, signal, caps: config.chain.fees }),
  )
  await sender.recover()
  const routing = { self, store, network, view, bundles, anchors, checkpoints, sender, clock, logger, metrics, signal }
  use(openAnchoring({ ...routing, config, rules: rules.anchor, client, keys }))
  const { maxBatch, maxAgeMs, feePatienceMs: patienceMs, feePercentile: percentile } = config.settlement
  const hold = createHold({
    clock,
    patienceMs,
    percentile,
    getBaseFees: async () => (await client.getFeeHistory({ blockCount: 100, rewardPercentiles: [] })).baseFeePerGas,
    freeOf: (token) => view.account(self, token).free,
  })
  const settlement = use(
    createSettlement({
      clock,
      maxBatch,
      maxAgeMs,
      hold,
      sender,
      escrow,
      collect,
      view,
      verifierDomain: { chainId, verifier },
      metrics,
      logger,
      signal,
    }),
  )
  const payRules = use(openPayRules(config, { pool, view, clock, logger, metrics, tokenDecimals: rules.token.decimals }))
  const caps = { caps: config.caps, capsOf: (corridor: Corridor) => config.corridors.find((own) => own.corridor === corridor)?.caps }
  const policy = openPolicy({ config, clock, store })
  const canServe = createCanServe({
    config,
    clock,
    verifier,
    tokenDecimals: rules.token.decimals,
    instantCap: rules.instantCap,
    neededWindowMs: payRules.neededWindowMs,
    adaptersFor: psps.adaptersFor,
    overLimits: createOverLimits({ store, clock, policy, ...caps }),
    release: (orderId) => float.void(orderId),
    countUnderWay: (corridor, except) => countReserved(store, { corridor, except }),
    hasPayout: (orderId) => getPayout(store, orderId) !== undefined,
    openRecipient,
    policy: policy.decide,
    accountFault: createAccountGate({ ...psps, clock, eventsOf: (id) => listOrderChainEvents(store, id) }),
    reserve: async (orderId, intent, abort) => {
      const candidates = psps.adaptersFor(intent.recipient.corridor)
      return (await holdFloat({ psps, float }, { orderId, intent, candidates }, abort)).type === 'held'
    },
    alreadyPaid: createAlreadyPaid({ self, receiptsFor: opened.receiptsFor }),
  })
  const payout = {
    store,
    clock,
    metrics,
    logger,
    float,
    psps,
    notFoundWindowMs: config.notFoundWindowMs,
    getRecord: (orderId: OrderId) => getOrderRecord(store, orderId),
    dispatch,
    openRecipient,
    confirmed: payRules.isPayable,
    payouts: config.payouts,
    ...caps,
    marginMs: payRules.marginMs,
  }
  if (config.webhooks) {
    const wake = (id: OrderId) => {
      setImmediate(() => worker?.wake())
      return getOrderRecord(store, id)
    }
    const deps = {
      store,
      clock,
      metrics,
      logger,
      dispatch,
      getRecord: wake,
      adaptersFor: (name: string) => psps.adaptersFor(name as Corridor),
    }
    use(await startWebhookServer(deps, { ...config.webhooks, signal }))
  }
  use(startAlerts(config, { store, clock, metrics, logger, psps, float, signal }))
  use(watchResolutions(payout, signal, onFatal))
  worker = use(
    startWorker({
      store,
      engine,
      clock,
      metrics,
      logger,
      signal,
      onFatal,
      handlers: createHandlers({
        self,
        onChain: { clock, view, sender, escrow },
        payout,
        epochSeconds,
        getAgreedBundle: bundles.getAgreedBundle,
        getAnchored,
        canServe,
        settlement,
        saltOf,
        dispatch,
      }),
    }),
  )

  // The gateway, last: it takes orders only when everything behind it runs.
  const parts = {
    store,
    clock,
    logger,
    metrics,
    signal,
    client,
    rules,
    view,
    sender,
    bundles,
    anchors,
    psps,
    recipients,
    listeners,
    self,
    network,
  }
  const api = use(await openGateway(config, parts))
  logger.info({ gateway: api.url, provider: self, peerId: network.peerId }, 'daemon serves')
  const resources = stack.move()
  let closing: Promise<void> | undefined
  return {
    gateway: api.url,
    metrics: metricsServer.url,
    peerId: network.peerId,
    multiaddrs: network.multiaddrs(),
    failed: failed.promise,
    close: () => {
      closing ??= (async () => {
        stop.abort(new Error('the daemon is closing'))
        await resources.disposeAsync()
      })()
      return closing
    },
  }
}
