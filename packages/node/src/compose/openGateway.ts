/** The gateway over the daemon's parts. */

import { explainRanking } from '@paynode/sdk'
import type { Corridor, OrderId, ProviderId } from '@paynode/sdk/protocol'
import type { PublicClient } from 'viem'
import type { CurrentQuotes, RecipientIntake } from '../api/routes/types.ts'
import { type Api, startApi } from '../api/startApi.ts'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { NodeConfig } from '../config/schema.ts'
import type { RunningNetwork } from '../gossip/service.ts'
import { listOrderLife, listOrderLifeAfter } from '../orders/listLife.ts'
import type { Anchors } from '../routing/anchors.ts'
import type { Bundles } from '../routing/bundles.ts'
import { toBundleEpoch } from '../routing/route.ts'
import { serveSnapshots } from '../routing/serveSnapshots.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { listAlerts } from '../store/alerts.ts'
import { listOrderEventsAfter } from '../store/orderEvents.ts'
import { getOrderRecord, listOrderRecords } from '../store/orders.ts'
import { getRanking } from '../store/rankings.ts'
import type { Store } from '../store/store.ts'
import { checkUrl } from '../webhooks/checkUrl.ts'
import type { Webhooks } from '../webhooks/startWebhooks.ts'
import type { ChainRules } from './chain.ts'
import { listPeers } from './listPeers.ts'
import { openDirectory } from './openDirectory.ts'
import { openRelay } from './openRelay.ts'
import { openWebhooks } from './openWebhooks.ts'

/** What the gateway stands on. */
export type GatewayParts = {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  readonly client: PublicClient
  readonly rules: Pick<ChainRules, 'token'>
  readonly view: ChainView
  readonly sender: TransactionSender
  readonly bundles: Bundles
  readonly anchors: Anchors
  readonly psps: Omit<Parameters<typeof openDirectory>[0], 'signal'>
  readonly recipients: { readonly intake: RecipientIntake }
  /** Called back after every event of an order. */
  readonly listeners: Set<(event: { readonly orderId: OrderId }) => void>
  readonly self: ProviderId
  readonly network: Pick<RunningNetwork, 'peerId' | 'peers' | 'request' | 'measured'>
}

/** Opens it, last of all: it takes orders only when everything behind it runs. */
export async function openGateway(config: NodeConfig, parts: GatewayParts): Promise<Api> {
  const webhooks = openWebhooks(config, parts)
  try {
    const api = await listen(config, parts, webhooks)
    return { url: api.url, close: async () => void (await Promise.all([api.close(), webhooks.close()])) }
  } catch (error) {
    await webhooks.close()
    throw error
  }
}

async function listen(config: NodeConfig, parts: GatewayParts, webhooks: Webhooks): Promise<Api> {
  const { store, clock, logger, metrics, signal, client, rules, view, psps, recipients, listeners, self, network } = parts
  const { chainId, escrow, registry, verifier, publicRpcUrl } = config.chain
  const { epochSeconds, modelStride, modelLag, anchorLag } = config.routing
  return startApi({
    ...config.api,
    logger,
    metrics,
    signal,
    clock,
    deps: {
      network: {
        chainId,
        rpcUrl: publicRpcUrl ?? '',
        contracts: { OrderEscrow: escrow, ProviderRegistry: registry, QuorumVerifier: verifier, RouteAnchor: config.chain.anchor },
        token: rules.token,
        epochSeconds,
        routing: { startBlock: config.chain.startBlock, modelStride, modelLag, anchorLag },
      },
      store,
      relay: openRelay(config, parts),
      webhooks: { checkUrl: (url) => checkUrl(url, config.api.privateWebhooks), wake: webhooks.wake },
      verifySignature: (parameters) => client.verifyMessage(parameters),
      view,
      listOrders: (filter) => listOrderRecords(store, filter),
      getOrder: (id) => getOrderRecord(store, id),
      listEvents: (orderId) => listOrderLife({ store, self }, orderId),
      eventsAfter: (seq, limit, orderId) =>
        orderId === undefined ? listOrderEventsAfter(store, seq, limit) : listOrderLifeAfter({ store, self }, seq, limit, orderId),
      getRanking: (orderId) => toExplanation(store, orderId),
      directory: openDirectory({ ...psps, signal }),
      snapshot: serveSnapshots({ ...parts, epochSeconds }),
      currentQuotes: (corridor) => getCurrentQuotes(parts, corridor, epochSeconds),
      recipients,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      status: () => ({
        name: config.name,
        provider: self,
        peerId: network.peerId,
        peers: network.peers(),
        providers: listPeers({ store, view, network, self, clock, epochSeconds }),
        head: view.head()?.number,
        payouts: config.payouts,
        inFlight: view.inFlight(self),
        alerts: listAlerts(store),
      }),
    },
  })
}

function toExplanation(store: Store, orderId: OrderId) {
  const stored = getRanking(store, orderId)
  if (!stored) return undefined
  const { ranking, bundleDigest } = stored
  const { digest, ranked, excluded } = ranking
  return { orderId, digest, bundleDigest, providers: explainRanking(ranking), features: ranked, excluded }
}

/** A daemon that was away asks its peers for the reports it missed, as ranking does. */
async function getCurrentQuotes(
  { clock, bundles, signal }: GatewayParts,
  corridor: Corridor,
  epochSeconds: number,
): Promise<CurrentQuotes> {
  const epoch = toBundleEpoch(Math.floor(clock.now() / 1_000), epochSeconds)
  const bundle = await bundles.getAgreedBundle(corridor, epoch, signal)
  const { reports, signed } = bundle.type === 'agreed' ? bundle : bundles.getOwnBundle(corridor, epoch)
  return { epoch, reports, signed }
}
