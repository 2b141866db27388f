/** The daemon's place in the network: libp2p over TCP, gossip of reports per corridor, requests between registered providers. */
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import { type GossipSub, gossipsub, TopicValidatorResult } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { type Corridor, encodeSignedReport, corridors as knownCorridors, type ProviderId, type SignedReport } from '@paynode/sdk/protocol'
import { createLibp2p } from 'libp2p'
import { type Address, type Hex, hexToBytes } from 'viem'
import type { ChainView } from '../chain/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { canHear } from './canHear.ts'
import { createHearerWait } from './createHearerWait.ts'
import { startDialLoop } from './dialLoop.ts'
import { createDoor } from './door.ts'
import { toGossipSettings } from './gossipSettings.ts'
import { createGuard, type Guard } from './guard.ts'
import { createMeasurements, type Measurements } from './measurements.ts'
import { createNeighbours } from './neighbours.ts'
import { createGuestList, getConnected, toDialAddresses, toPeer, toPeerId } from './peers.ts'
import type { Network } from './ports.ts'
import { startProbes } from './probes.ts'
import { createRateLimit } from './rateLimit.ts'
import { sendRequest, serveRequests } from './requests.ts'
import { createSeenReports } from './seen.ts'
import { type Verdict, validateReport } from './validate.ts'
import { hasNativeRecovery } from './verify.ts'
import { watchFrames } from './watchFrames.ts'

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
export type RunningNetwork = Network & {
  /** What the probes of the last minute say of the other providers. */
  readonly measured: Measurements['read']
  /** Operators that connections are kept to. */
  neighbours(): readonly ProviderId[]
  close(): Promise<void>
}

const LONGEST_JOIN_MS = 3_000

const results: Readonly<Record<Verdict['verdict'], TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
}

/** Starts listening, joins every corridor's topic and keeps dialling the registry. */
export async function createNetwork(deps: NetworkDeps): Promise<RunningNetwork> {
  const { view, metrics, logger, clock, chainId, bootstrap } = deps
  if (!hasNativeRecovery()) logger.warn({}, 'no native secp256k1 on this platform: report signatures are checked in slower JavaScript')
  const prefix = `/paynode/1/${chainId}`
  const topics = new Map(Object.keys(knownCorridors).map((corridor) => [`${prefix}/report/${corridor}`, corridor as Corridor]))
  const registry = createGuestList({ clock, providers: view.providers })
  const findPeer = (peerId: string) => registry.find(peerId)
  const guard = createGuard({
    clock,
    logger,
    metrics,
    reportsPerSecond: () => view.providers().reduce((sum, entry) => sum + entry.corridors.length, 0) / deps.epochSeconds,
    onBan: (peerId) => {
      for (const connection of getConnections(peerId)) connection.abort(new Error('shut out'))
    },
  })
  const getConnections = (peerId: string) => libp2p.getConnections().filter(({ remotePeer }) => remotePeer.toString() === peerId)
  const guests = () => [...registry.all().values()].filter((entry) => !guard.isBanned(toPeerId(entry)))
  const isGuest = (peerId: string) => findPeer(peerId) !== undefined && !guard.isBanned(peerId)
  const libp2p = await createLibp2p({
    privateKey: privateKeyFromRaw(hexToBytes(deps.nodePrivateKey)),
    addresses: { listen: [...deps.listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false }, // kills live connections when a CPU is busy; probes find dead ones
    connectionManager: {
      maxConnections: 300,
      maxIncomingPendingConnections: 64,
      inboundConnectionThreshold: 100,
      addressDialTimeout: 10_000,
    },
    connectionGater: createDoor({ clock, metrics, isGuest }),
    services: { identify: identify(), pubsub: gossipsub(toGossipSettings({ topics: [...topics.keys()], isGuest })) },
  })
  const pubsub = libp2p.services.pubsub as GossipSub
  watchFrames(pubsub, guard)
  joinTopics(deps, pubsub, guard, topics)

  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const serving = { libp2p, clock, logger, metrics, signal, findPeer, onExcess: guard.exceeded }
  await serveRequests(serving, `${prefix}/rpc/probe`, 'probe', async () => ({}))
  const gossipPeers = () =>
    pubsub
      .getPeers()
      .map(String)
      .filter((peerId) => canHear(pubsub, peerId))
  const neighbours = createNeighbours({ self: libp2p.peerId.toString(), peers: () => [...registry.all().keys()] })
  const awaitHearers = createHearerWait({
    clock,
    longestMs: Math.min(LONGEST_JOIN_MS, deps.epochSeconds * 250),
    others: () => [...neighbours()].filter((peer) => !guard.isBanned(peer)),
    hearers: (topic) =>
      new Set(
        pubsub
          .getSubscribers(topic)
          .map(String)
          .filter((peer) => canHear(pubsub, peer)),
      ),
  })
  const dialing = startDialLoop({ libp2p, bootstrap, clock, logger, metrics, signal, providers: guests, neighbours, gossipPeers })
  const measurements = createMeasurements()
  const getOperators = (isMeant: (peerId: string) => boolean) =>
    guests().flatMap((entry) => (isMeant(toPeerId(entry)) ? [entry.operator] : []))
  const onRound = (round: ReadonlyMap<string, number | undefined>) => {
    // The dial loop reaches for every neighbour: one that is not connected could not be reached. Of others, nothing is known.
    const near = neighbours()
    const others = guests().filter((entry) => near.has(toPeerId(entry)))
    measurements.record(new Map(others.map((entry) => [entry.operator, round.get(toPeerId(entry))])))
  }
  const probing = startProbes({ libp2p, protocol: `${prefix}/rpc/probe`, clock, logger, signal, onRound })

  return {
    peerId: libp2p.peerId.toString(),
    multiaddrs: () => libp2p.getMultiaddrs().map(String),
    peers: () => {
      const connected = getConnected(libp2p)
      return getOperators((peer) => connected.has(peer))
    },
    neighbours: () => {
      const near = neighbours()
      return getOperators((peer) => near.has(peer))
    },
    contacts: () => {
      const connected = getConnected(libp2p)
      const near = neighbours()
      const self = libp2p.peerId.toString()
      return [
        ...getOperators((peer) => connected.has(peer)),
        ...getOperators((peer) => !connected.has(peer) && !near.has(peer) && peer !== self),
      ]
    },
    measured: measurements.read,
    publishReport: async (signed) => {
      const topic = `${prefix}/report/${signed.report.corridor}`
      await awaitHearers(topic, signal)
      await pubsub.publish(topic, encodeSignedReport(signed))
    },
    request: async ({ to, protocol, body, timeoutMs = 5_000, signal: caller }) => {
      const entry = view.provider(to)
      if (!entry) throw new Error(`${to} is not in the registry`)
      if (guard.isBanned(toPeerId(entry))) throw new Error(`${to} attacked this daemon and is shut out`)
      const id = toPeer(entry)
      const peer = libp2p.getConnections(id).length > 0 ? id : toDialAddresses(entry)
      return sendRequest(libp2p, { peer, protocol: `${prefix}/rpc/${protocol}`, body, timeoutMs, signal: caller })
    },
    serve: (protocol, handler) => {
      serveRequests(serving, `${prefix}/rpc/${protocol}`, protocol, (body, from, abort) => handler(body, from.operator, abort)).catch(
        (error) => logger.error({ protocol, reason: String(error) }, 'protocol not served'),
      )
    },
    close: async () => {
      stop.abort(new Error('the network is closing'))
      await Promise.all([dialing.close(), probing.close()])
      await libp2p.stop()
    },
  }
}

/** Validators stand before anything is subscribed: no message passes unchecked. */
function joinTopics(deps: NetworkDeps, pubsub: GossipSub, guard: Guard, topics: ReadonlyMap<string, Corridor>): void {
  const { clock, view, metrics, chainId, escrow, epochSeconds } = deps
  const rate = createRateLimit({ perSecond: 200, burst: 1_000 })
  const validation = {
    domain: { chainId, escrow },
    epochSeconds,
    seen: createSeenReports(),
    now: clock.now,
    provider: view.provider,
    mayVerify: (relay: string) => rate.take(relay, clock.now()),
    onRepeat: guard.repeated,
  }
  for (const [topic, corridor] of topics) {
    pubsub.topicValidators.set(topic, (peer, message) => {
      const verdict = validateReport(validation, { corridor, data: message.data, relay: peer.toString() })
      metrics.count('paynode_gossip_messages_total', { verdict: verdict.verdict, reason: verdict.reason })
      if (verdict.verdict === 'reject') guard.refused(peer.toString())
      if ('signed' in verdict) deps.onReport(verdict.signed)
      return results[verdict.verdict]
    })
    pubsub.subscribe(topic)
  }
}
