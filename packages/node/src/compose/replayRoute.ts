/** Ranks an order again from nothing but the chain and the bytes behind one digest: what anybody can do, years later. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type AnchorStatement, type Corridor, type OrderId, type ProviderId, type Report, toOrderId } from '@paynode/sdk/protocol'
import { parseState, type Ranking, routeOrder } from '@paynode/sdk/router'
import { type Address, erc20Abi, type Hex, type PublicClient } from 'viem'
import { createChainView } from '../chain/view.ts'
import { watchChain } from '../chain/watcher.ts'
import { createFolds } from '../folds.ts'
import { ingest, noOrders } from '../ingest.ts'
import { createLearning } from '../learning/learning.ts'
import { createAnchors } from '../routing/anchors.ts'
import { applyBundle } from '../routing/applyBundle.ts'
import { freezeSnapshots } from '../routing/freeze.ts'
import { toBundleEpoch } from '../routing/route.ts'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger } from '../runtime/silentLogger.ts'
import { getBlockAtOrBelow, listOrderChainEvents } from '../store/chainLogs.ts'
import { getCursor } from '../store/cursor.ts'
import { type AnchoredDigest, getSnapshot, type Snapshot } from '../store/snapshots.ts'
import { openStore } from '../store/store.ts'
import { bondOf } from './chain.ts'

/** The network whose order it is, and the settings that all its daemons share. */
export type ReplayNetwork = {
  readonly contracts: { readonly escrow: Address; readonly registry: Address; readonly anchor?: Address | undefined }
  readonly token: Address
  readonly startBlock: number
  readonly epochSeconds: number
  readonly modelStride: number
  readonly modelLag: number
  readonly anchorLag: number
}

/** The reports behind a digest, already checked against it, or undefined. Without an anchor contract: what the daemons agreed on in an epoch. */
export type BundleSource = (
  corridor: Corridor,
  wanted: AnchoredDigest | { readonly epoch: number },
) => Promise<{ readonly statement?: AnchorStatement | undefined; readonly reports: readonly Report[] } | undefined>

/** How a replay ended. `claims` are the routes that providers named on the chain when they claimed. */
export type Replay =
  | {
      readonly type: 'replayed'
      readonly corridor: Corridor
      readonly block: number
      readonly anchor: AnchoredDigest | null | undefined
      readonly ranking: Ranking
      readonly claims: readonly { readonly provider: ProviderId; readonly route: Hex; readonly block: number }[]
    }
  | { readonly type: 'unknownOrder' }
  | { readonly type: 'noBundle'; readonly epoch: number; readonly digest?: Hex | undefined }

/** Reads the chain up to the order's block into memory, freezes, and ranks. @throws when the chain cannot be read. */
export async function replayRoute(
  client: PublicClient,
  network: ReplayNetwork,
  parameters: {
    readonly orderId: OrderId
    readonly bundleOf: BundleSource
    readonly signal: AbortSignal
    onProgress?(done: number, total: number): void
  },
): Promise<Replay> {
  const { orderId, bundleOf, signal } = parameters
  const snapshot = await freezeAgain(client, network, parameters)
  if (!snapshot) return { type: 'unknownOrder' }
  const { anchor, order, blockTime, block } = snapshot
  const wanted = anchor === undefined ? { epoch: toBundleEpoch(blockTime, network.epochSeconds) } : anchor
  const bundle = wanted && (await bundleOf(order.corridor, wanted))
  if (wanted && !bundle) return { type: 'noBundle', ...wanted }
  const state = parseState(snapshot.state)
  applyBundle(state, order.corridor, wanted && bundle ? { epoch: wanted.epoch, reports: bundle.reports } : undefined, blockTime)
  const claims = await listClaims(client, network, orderId, block, signal)
  return { type: 'replayed', corridor: order.corridor, block, anchor, ranking: routeOrder(state, order), claims }
}

async function freezeAgain(
  client: PublicClient,
  network: ReplayNetwork,
  { orderId, signal, onProgress }: Parameters<typeof replayRoute>[2],
): Promise<Snapshot | undefined> {
  const { contracts, token, epochSeconds, startBlock } = network
  const [bondBps, tokenDecimals, head] = await Promise.all([
    client.readContract({ address: contracts.escrow, abi: orderEscrowAbi, functionName: 'bondBps' }),
    client.readContract({ address: token, abi: erc20Abi, functionName: 'decimals' }),
    client.getBlockNumber(),
  ])
  const store = openStore(':memory:')
  const stop = new AbortController()
  try {
    const view = createChainView({ eventsOf: (id) => listOrderChainEvents(store, id) })
    const { modelFor, ...learning } = createLearning({
      stride: network.modelStride,
      lag: network.modelLag,
      epochSeconds,
      tokenDecimals,
      accountOf: (provider) => view.account(provider, token),
    })
    const anchors = createAnchors({ lag: network.anchorLag, epochSeconds })
    const anchorFor = contracts.anchor && anchors.find
    const freeze = (ids: readonly OrderId[]) => {
      // also when it is over
      if (ids.includes(orderId)) freezeSnapshots({ store, view, modelFor, bondOf: bondOf(bondBps), anchorFor }, [orderId])
    }
    const deps = {
      store,
      folds: createFolds(store, [view, learning, anchors]),
      metrics: noMetrics,
      ...noOrders,
      freeze,
    }
    const batches = watchChain({
      client,
      contracts,
      startBlock,
      getCursor: () => getCursor(store),
      getStored: (number) => getBlockAtOrBelow(store, number),
      pollMs: 200,
      clock: systemClock,
      logger: silentLogger,
      metrics: noMetrics,
      signal: AbortSignal.any([signal, stop.signal]),
    })
    for await (const updates of batches) {
      for (const update of updates) {
        ingest(deps, update)
        if (update.type === 'reorg') continue
        onProgress?.(update.header.number - startBlock, Number(head) - startBlock)
        const found = getSnapshot(store, orderId)
        if (found || update.header.number >= Number(head)) return found
      }
    }
    signal.throwIfAborted()
    return undefined
  } finally {
    stop.abort()
    store.close()
  }
}

async function listClaims(client: PublicClient, { contracts }: ReplayNetwork, orderId: OrderId, fromBlock: number, signal: AbortSignal) {
  const logs = await client.getContractEvents({
    address: contracts.escrow,
    abi: orderEscrowAbi,
    eventName: 'OrderClaimed',
    args: { orderId: toOrderId(orderId) },
    fromBlock: BigInt(fromBlock),
    strict: true,
  })
  signal.throwIfAborted()
  return logs.map(({ args, blockNumber }) => ({ provider: args.provider, route: args.route, block: Number(blockNumber) }))
}
