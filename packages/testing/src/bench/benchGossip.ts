/** Signed reports between real daemons' networks over loopback TCP: who gets them, how fast, and what a flooding or forging peer costs. */
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import { type GossipSub, gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { encodeSignedReport } from '@paynode/sdk/protocol'
import { createLibp2p } from 'libp2p'
import { hexToBytes } from 'viem'
import {
  createCounts,
  createIdentity,
  createRegistry,
  createSigned,
  domain,
  type Identity,
} from '../../../node/src/gossip/gossip.fixture.ts'
import { toGossipSettings } from '../../../node/src/gossip/gossipSettings.ts'
import { createNetwork, type RunningNetwork } from '../../../node/src/gossip/service.ts'
import { systemClock } from '../../../node/src/runtime/clock.ts'
import { quiet } from './quiet.ts'

/** What was measured. Latencies are from a report's publishing to its being valid at another daemon. */
export type GossipBench = {
  readonly daemons: number
  readonly epochs: number
  readonly expected: number
  readonly delivered: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** With an attacker. Milliseconds from its first message until a victim stops hearing it; undefined without one. */
  readonly cutOffMs?: number | undefined
}
export type Attack = 'flood' | 'forge'

const topic = `/paynode/1/${domain.chainId}/report/NGN/bank`

/** Runs `epochs` epochs of `epochSeconds`; with `attack`, a registered peer misbehaves at 200 messages per second from the start of the second. */
export async function benchGossip(parameters: {
  readonly daemons: number
  readonly epochs: number
  readonly epochSeconds: number
  readonly attack?: Attack | undefined
  readonly onProgress?: (text: string) => void
}): Promise<GossipBench> {
  const { daemons: count, epochs, epochSeconds, attack } = parameters
  const stop = new AbortController()
  const identities = Array.from({ length: count }, (_, index) => createIdentity(index + 1))
  const rogue = createIdentity(count + 1)
  const view = createRegistry([...identities, ...(attack ? [rogue] : [])].map(({ entry }) => entry))
  const published = new Map<string, number>()
  const latencies: number[] = []
  const networks: { readonly identity: Identity; readonly network: RunningNetwork; readonly counts: ReturnType<typeof createCounts> }[] = []
  const closers: (() => Promise<unknown>)[] = []
  try {
    for (const identity of identities) {
      const counts = createCounts()
      const network = await createNetwork({
        ...domain,
        nodePrivateKey: identity.nodePrivateKey,
        listen: ['/ip4/127.0.0.1/tcp/0'],
        bootstrap: [],
        view,
        self: identity.operator,
        epochSeconds,
        clock: systemClock,
        logger: quiet,
        metrics: counts,
        signal: stop.signal,
        onReport: ({ report }) => {
          const at = published.get(`${report.provider}:${report.epoch}`)
          if (at !== undefined) latencies.push(performance.now() - at)
        },
      })
      closers.push(network.close)
      networks.push({ identity, network, counts })
      view.register({ ...identity.entry, multiaddrs: network.multiaddrs() })
      // One after the other: the handshakes of all at once are too much for one process, which real daemons do not share.
      while (networks.some((other) => other.network.peers().length < networks.length - 1)) await systemClock.sleep(20, stop.signal)
      if (networks.length % 10 === 0) parameters.onProgress?.(`${networks.length} of ${count} daemons have met each other`)
    }
    let cutOff: Promise<number> | undefined
    for (let turn = 0; turn < epochs; turn++) {
      const epoch = Math.floor(systemClock.now() / 1_000 / epochSeconds) + 1
      await systemClock.sleep(epoch * epochSeconds * 1_000 - systemClock.now(), stop.signal)
      if (attack && turn === 1) {
        const victim = networks[0]
        if (victim) cutOff = startAttack(rogue, attack, epoch, victim, closers)
      }
      await Promise.all(
        networks.map(async ({ identity, network }) => {
          const signed = await createSigned(identity, { epoch })
          await systemClock.sleep(Math.random() * 500, stop.signal) // as daemons spread their reports
          published.set(`${identity.operator}:${epoch}`, performance.now())
          await network.publishReport(signed)
        }),
      )
    }
    const expected = count * (count - 1) * epochs
    const until = systemClock.now() + epochSeconds * 1_000
    while (latencies.length < expected && systemClock.now() < until) await systemClock.sleep(20, stop.signal)
    const sorted = latencies.toSorted((left, right) => left - right)
    const at = (part: number) => Math.round((sorted[Math.floor(sorted.length * part)] ?? Number.NaN) * 10) / 10
    const cutOffMs = cutOff && Math.round(await cutOff)
    return { daemons: count, epochs, expected, delivered: latencies.length, p50Ms: at(0.5), p99Ms: at(0.99), cutOffMs }
  } finally {
    stop.abort()
    await Promise.allSettled(closers.map((close) => close()))
  }
}

/** A registered peer that sends rubbish (`flood`) or other providers' reports under its own signature (`forge`). Resolves when the victim is deaf to it. */
async function startAttack(
  rogue: Identity,
  attack: Attack,
  epoch: number,
  victim: { readonly identity: Identity; readonly network: RunningNetwork; readonly counts: ReturnType<typeof createCounts> },
  closers: (() => Promise<unknown>)[],
): Promise<number> {
  const libp2p = await createLibp2p({
    privateKey: privateKeyFromRaw(hexToBytes(rogue.nodePrivateKey)),
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: gossipsub(toGossipSettings({ topics: [topic], isGuest: () => true })) },
  })
  closers.unshift(async () => libp2p.stop())
  const pubsub = libp2p.services.pubsub as GossipSub
  pubsub.subscribe(topic)
  await libp2p.dial(victim.network.multiaddrs().map((address) => multiaddr(address)))
  let sent = 0
  let forging = Promise.resolve()
  const started = performance.now()
  const timer = setInterval(() => {
    sent += 1
    const number = sent
    forging = forging.then(async () => {
      const forged = { ...victim.identity, nodePrivateKey: rogue.nodePrivateKey }
      const data =
        attack === 'flood' ? new Uint8Array(10 + number) : encodeSignedReport(await createSigned(forged, { epoch, rate: BigInt(number) }))
      await pubsub.publish(topic, data).catch(() => {})
    })
  }, 5)
  closers.unshift(async () => clearInterval(timer))
  const heard = () =>
    ['reject size', 'reject version', 'reject signature'].reduce(
      (sum, key) => sum + victim.counts.get(`paynode_gossip_messages_total ${key}`),
      0,
    )
  let last = { heard: 0, at: performance.now() }
  for (;;) {
    await systemClock.sleep(25, new AbortController().signal)
    const now = heard()
    if (now !== last.heard) last = { heard: now, at: performance.now() }
    if (now > 0 && performance.now() - last.at > 1_500) return last.at - started
    if (performance.now() - started > 30_000) return Number.POSITIVE_INFINITY
  }
}
