/** The daemon's place in the network: libp2p over TCP, gossip of reports per corridor, requests between registered providers. */
import { createHash } from 'node:crypto'
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import { type GossipSub, gossipsub, TopicValidatorResult } from '@libp2p/gossipsub'
import { createTopicScoreParams } from '@libp2p/gossipsub/score'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { peerIdFromString } from '@libp2p/peer-id'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { type Corridor, corridors as knownCorridors, type ProviderId, type SignedReport } from '@paynode/sdk/protocol'
import { createLibp2p } from 'libp2p'
import { type Address, type Hex, hexToBytes } from 'viem'
import type { ChainView } from '../chain/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { encodeSignedReport } from './codec.ts'
import { findProvider, toPeerId } from './peers.ts'
import type { Network, PeerProtocol } from './ports.ts'
import { sendRequest, serveRequests } from './requests.ts'
import { validateReport } from './validate.ts'

/** What the network needs. */
export type NetworkDeps = {
  /** 32-byte secp256k1 key: libp2p identity, and by the registry this provider's. */
  readonly nodePrivateKey: Hex
  readonly listen: readonly string[]
  readonly bootstrap: readonly string[]
  readonly view: ChainView
  readonly self: ProviderId
  readonly chainId: number
  readonly escrow: Address
  readonly epochSeconds: number
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** A valid report arrived, or a second, different one of the same provider and epoch. */
  onReport(signed: SignedReport): void
}

/** A running network. */
export type RunningNetwork = Network & { close(): Promise<void> }

const DIAL_MS = 1_000

/** Starts listening, joins every corridor's topic and keeps dialling the registry. */
export async function createNetwork(deps: NetworkDeps): Promise<RunningNetwork> {
  const { view, metrics, logger, clock, chainId } = deps
  const prefix = `/paynode/1/${chainId}`
  const topics = new Map(Object.keys(knownCorridors).map((corridor) => [`${prefix}/report/${corridor}`, corridor as Corridor]))
  const isGuest = (peerId: string) => findProvider(view.providers(), peerId) !== undefined
  const libp2p = await createLibp2p({
    privateKey: privateKeyFromRaw(hexToBytes(deps.nodePrivateKey)),
    addresses: { listen: [...deps.listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false }, // kills live connections when a CPU is busy; requests find dead ones
    connectionManager: { maxConnections: 300, maxIncomingPendingConnections: 64, inboundConnectionThreshold: 100 },
    connectionGater: {
      denyDialMultiaddr: () => false, // loopback and private addresses are where desks and tests live
      denyInboundEncryptedConnection: (peerId) => !isGuest(peerId.toString()),
      denyOutboundEncryptedConnection: (peerId) => !isGuest(peerId.toString()),
    },
    services: {
      identify: identify(),
      pubsub: gossipsub({
        globalSignaturePolicy: 'StrictNoSign', // reports carry their own signature
        D: 4,
        Dlo: 3,
        Dhi: 8,
        Dscore: 2,
        Dout: 1,
        Dlazy: 4,
        floodPublish: true,
        fallbackToFloodsub: false,
        emitSelf: false,
        allowPublishToZeroTopicPeers: true,
        ignoreDuplicatePublishError: true,
        doPX: false,
        seenTTL: 120_000,
        idontwantMinDataSize: 16_384,
        msgIdFn: (message) => toMessageId(message.topic, message.data),
        maxInboundDataLength: 1 << 20,
        maxOutboundBufferSize: 8 << 20,
        allowedTopics: [...topics.keys()],
        scoreThresholds: {
          gossipThreshold: -20,
          publishThreshold: -40,
          graylistThreshold: -80,
          acceptPXThreshold: 1e6,
          opportunisticGraftThreshold: 1,
        },
        scoreParams: {
          appSpecificScore: (peerId) => (isGuest(peerId) ? 0 : -1_000),
          appSpecificWeight: 1,
          IPColocationFactorThreshold: 5,
          IPColocationFactorWhitelist: new Set(['127.0.0.1', '::1']),
          behaviourPenaltyThreshold: 6,
          behaviourPenaltyDecay: 0.9,
          decayInterval: 1_000,
          decayToZero: 0.01,
          topics: Object.fromEntries(
            [...topics.keys()].map((topic) => [
              topic,
              createTopicScoreParams({
                topicWeight: 1,
                timeInMeshWeight: 0,
                firstMessageDeliveriesWeight: 0.5,
                firstMessageDeliveriesDecay: 0.9,
                firstMessageDeliveriesCap: 20,
                meshMessageDeliveriesWeight: 0,
                meshFailurePenaltyWeight: 0,
                invalidMessageDeliveriesWeight: -20,
                invalidMessageDeliveriesDecay: 0.97,
              }),
            ]),
          ),
        },
      }),
    },
  })
  const pubsub = libp2p.services.pubsub as GossipSub
  const seen = new Map<string, { readonly content: string; readonly epoch: number }>()
  const remember = (key: string, content: string, epoch: number) => {
    seen.set(key, { content, epoch })
    if (seen.size > 20_000) for (const [old, entry] of seen) if (entry.epoch < epoch - 3) seen.delete(old)
  }
  const validation = {
    domain: { chainId, escrow: deps.escrow },
    epochSeconds: deps.epochSeconds,
    now: clock.now,
    provider: view.provider,
    firstSeen: (key: string) => seen.get(key)?.content,
    remember,
  }
  for (const [topic, corridor] of topics) {
    pubsub.topicValidators.set(topic, (_peer, message) => {
      const result = validateReport(validation, corridor, message.data)
      metrics.count('paynode_gossip_messages_total', { verdict: result.verdict, reason: result.reason })
      if ('signed' in result) deps.onReport(result.signed)
      return result.verdict === 'accept'
        ? TopicValidatorResult.Accept
        : result.verdict === 'ignore'
          ? TopicValidatorResult.Ignore
          : TopicValidatorResult.Reject
    })
    pubsub.subscribe(topic)
  }

  const dialing = new Set<string>()
  const dial = async (peerId: string, addresses: readonly string[]) => {
    if (peerId === libp2p.peerId.toString() || dialing.has(peerId) || addresses.length === 0) return
    if (libp2p.getConnections(peerIdFromString(peerId)).length > 0) return
    dialing.add(peerId)
    try {
      await libp2p.dial(
        addresses.map((address) => multiaddr(address)),
        { signal: AbortSignal.timeout(5_000) },
      )
    } catch (error) {
      logger.debug({ peerId, reason: error instanceof Error ? error.message.split('\n')[0] : 'unknown' }, 'peer not reached')
    } finally {
      dialing.delete(peerId)
    }
  }
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const dials = new Set<Promise<void>>()
  const loop = (async () => {
    while (!signal.aborted) {
      for (const entry of view.providers()) {
        const task = dial(toPeerId(entry), entry.multiaddrs).finally(() => dials.delete(task))
        dials.add(task)
      }
      for (const connection of libp2p.getConnections())
        if (!isGuest(connection.remotePeer.toString())) connection.abort(new Error('not in the registry'))
      metrics.gauge('paynode_gossip_peers', libp2p.getPeers().length)
      await clock.sleep(DIAL_MS, signal).catch(() => {})
    }
  })()

  const peerOf = (provider: ProviderId) => {
    const entry = view.provider(provider)
    if (!entry) throw new Error('the provider is not in the registry')
    return entry
  }
  return {
    peerId: libp2p.peerId.toString(),
    multiaddrs: () => libp2p.getMultiaddrs().map(String),
    peers: () => libp2p.getPeers().flatMap((peer) => findProvider(view.providers(), peer.toString())?.operator ?? []),
    publishReport: async (signed) => {
      await pubsub.publish(`${prefix}/report/${signed.report.corridor}`, encodeSignedReport(signed))
    },
    request: async ({ to, protocol, body, timeoutMs = 5_000, signal: caller }) => {
      const entry = peerOf(to)
      const id = peerIdFromString(toPeerId(entry))
      const connected = libp2p.getConnections(id).length > 0
      const peer = connected ? id : entry.multiaddrs.map((address) => multiaddr(address))
      return sendRequest(libp2p, { peer, protocol: `${prefix}/rpc/${protocol}`, body, timeoutMs, signal: caller })
    },
    serve: (protocol: PeerProtocol, handler) => {
      const serving = serveRequests(
        { libp2p, clock, logger, metrics, signal, findPeer: (peerId) => findProvider(view.providers(), peerId) },
        `${prefix}/rpc/${protocol}`,
        protocol,
        (body, from, abort) => handler(body, from.operator, abort),
      )
      serving.catch((error) => logger.error({ protocol, reason: String(error) }, 'protocol not served'))
    },
    close: async () => {
      stop.abort()
      await loop
      await Promise.allSettled(dials)
      await libp2p.stop()
    },
  }
}

/** The topic is part of the id: else the same bytes on another topic would suppress a genuine report. */
function toMessageId(topic: string, data: Uint8Array): Uint8Array {
  const name = Buffer.from(topic)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(name.length)
  return createHash('sha256').update(length).update(name).update(data).digest().subarray(0, 20)
}
