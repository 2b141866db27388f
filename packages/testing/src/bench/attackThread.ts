/** Threads of the attack benchmark: the daemon that is attacked, honest relays that keep it busy, and a registered peer that attacks it. */
import { parentPort, workerData } from 'node:worker_threads'
import { multiaddr } from '@multiformats/multiaddr'
import { corridors as allCorridors, type Corridor, encodeSignedReport } from '@paynode/sdk/protocol'
import secp256k1 from 'secp256k1'
import { bytesToHex, hexToBytes } from 'viem'
import {
  createCounts,
  createIdentity,
  createRegistry,
  createReport,
  domain,
  type Identity,
} from '../../../node/src/gossip/gossip.fixture.ts'
import { hashForSigner } from '../../../node/src/gossip/hashForSigner.ts'
import { startRawPeer } from '../../../node/src/gossip/rawPeer.fixture.ts'
import { serveRequests } from '../../../node/src/gossip/requests.ts'
import { createNetwork } from '../../../node/src/gossip/service.ts'
import { type Clock, systemClock } from '../../../node/src/runtime/clock.ts'
import type { AttackData, FromAttackThread, ToAttackThread } from './attackMessages.ts'
import { quiet } from './quiet.ts'

const data = workerData as AttackData
const { epochSeconds } = data
let startedAt = systemClock.now()
const tell = (message: FromAttackThread) => parentPort?.postMessage(message)
const stop = new AbortController()
const { signal } = stop
const FIRST_EPOCH = 99
/** Every run starts at the beginning of epoch 100: reports of the epochs 99 to 101 are valid for two epochs from then. */
const clock: Clock = { now: () => systemClock.now() - startedAt + 100 * epochSeconds * 1_000, sleep: systemClock.sleep }
const corridors = Object.keys(allCorridors) as Corridor[]
const toTopic = (corridor: Corridor) => `/paynode/1/${domain.chainId}/report/${corridor}`
const identities = Array.from({ length: data.providers }, (_, index) => createIdentity(index, corridors))
const [victim, rogue, ...honest] = identities as [Identity, Identity, ...Identity[]]
let accepted = 0
let going = false
const closers: (() => unknown)[] = []

parentPort?.on('message', (message: ToAttackThread) => {
  if (message.type === 'connect') void (data.role === 'relays' ? beRelays(message.multiaddrs) : beAttacker(message.multiaddrs))
  if (message.type === 'go') {
    startedAt = message.startedAt
    going = true
  }
  if (message.type === 'accepted') accepted = message.count
  if (message.type === 'close') void close()
})
if (data.role === 'victim') await beVictim()

function toWire({ operator }: Identity, by: Identity, corridor: Corridor, epoch: number, rate = 160_000n): Uint8Array {
  const report = createReport(operator, { corridor, epoch, rate })
  const { signature, recid } = secp256k1.ecdsaSign(hexToBytes(hashForSigner(report, domain)), hexToBytes(by.nodePrivateKey))
  return encodeSignedReport({ report, signature: bytesToHex(Uint8Array.from([...signature, 27 + recid])) })
}

async function beVictim(): Promise<void> {
  const metrics = createCounts()
  const network = await createNetwork({
    ...domain,
    nodePrivateKey: victim.nodePrivateKey,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    bootstrap: [],
    view: createRegistry(identities.map(({ entry }) => entry)),
    self: victim.operator,
    epochSeconds,
    clock,
    logger: quiet,
    metrics,
    signal,
    onReport: () => {},
  })
  closers.push(network.close)
  tell({ type: 'listening', multiaddrs: network.multiaddrs() })
  let bannedAt = Number.POSITIVE_INFINITY
  let returns = 0
  while (!signal.aborted) {
    const { user, system } = process.threadCpuUsage()
    const bans = metrics.get('paynode_gossip_bans_total flood') + metrics.get('paynode_gossip_bans_total forgery')
    if (bans > 0) bannedAt = Math.min(bannedAt, performance.now())
    if (performance.now() - bannedAt > 100 && network.peers().includes(rogue.operator)) returns += 1
    const accepted = metrics.get('paynode_gossip_messages_total accept ok')
    tell({ type: 'state', accepted, isBanned: bans > 0, returns, cpuMs: (user + system) / 1_000 })
    await systemClock.sleep(20, signal).catch(() => {})
  }
}

/** A peer that can say anything. It subscribes to nothing: what the victim passes on is no part of this. */
async function startPeer(identity: Identity) {
  const { libp2p, pubsub } = await startRawPeer(identity, corridors.map(toTopic), { batchPublish: false })
  closers.push(() => libp2p.stop())
  // Who leaves probes unanswered is hung up on.
  const serving = { libp2p, clock, logger: quiet, metrics: createCounts(), signal, findPeer: () => victim.entry, onExcess: () => {} }
  await serveRequests(serving, `/paynode/1/${domain.chainId}/rpc/probe`, 'probe', async () => ({}))
  const connect = async (multiaddrs: readonly string[]) => {
    await libp2p.dial(multiaddrs.map((address) => multiaddr(address)))
    while (pubsub.getSubscribers(toTopic('NGN/bank')).length === 0) await systemClock.sleep(10, signal)
  }
  return { libp2p, connect, say: (corridor: Corridor, bytes: Uint8Array) => pubsub.publish(toTopic(corridor), bytes) }
}

/** Relays pass on everybody's reports, never more than a few hundred ahead of what the victim has accepted. */
async function beRelays(multiaddrs: readonly string[]): Promise<void> {
  const reports = corridors.flatMap((corridor) =>
    honest.flatMap((identity) =>
      [0, 1, 2].map((later) => ({ corridor, bytes: toWire(identity, identity, corridor, FIRST_EPOCH + later) })),
    ),
  )
  const relays = await Promise.all(honest.slice(0, data.relays).map(startPeer))
  for (const relay of relays) await relay.connect(multiaddrs)
  tell({ type: 'connected', reports: reports.length })
  while (!going) await systemClock.sleep(1, signal)
  for (const [index, { corridor, bytes }] of reports.entries()) {
    while (index > accepted + 300) await systemClock.sleep(1, signal)
    await relays[index % relays.length]?.say(corridor, bytes)
  }
}

async function beAttacker(multiaddrs: readonly string[]): Promise<void> {
  const peer = await startPeer(rogue)
  await peer.connect(multiaddrs)
  const garbage = Array.from({ length: 4_000 }, (_, number) =>
    toWire(data.attack === 'flood' ? rogue : victim, rogue, 'NGN/bank', 100, BigInt(number + 1)),
  )
  tell({ type: 'connected', reports: 0 })
  while (!going) await systemClock.sleep(1, signal)
  const started = performance.now()
  let sent = 0
  let cutOffMs: number | undefined
  const isOpen = () => peer.libp2p.getConnections().length > 0
  while (sent < garbage.length && isOpen()) {
    const due = Math.floor(((performance.now() - started) / 1_000) * data.perSecond)
    for (; sent < Math.min(due, garbage.length); sent++) await peer.say('NGN/bank', garbage[sent] as Uint8Array).catch(() => {})
    await systemClock.sleep(1, signal)
  }
  if (!isOpen()) cutOffMs = performance.now() - started
  let tries = 0
  while (!signal.aborted) {
    tell({ type: 'attacked', sent, cutOffMs, tries })
    tries += 1
    await peer.libp2p
      .dial(
        multiaddrs.map((address) => multiaddr(address)),
        { signal },
      )
      .catch(() => {})
    await systemClock.sleep(100, signal).catch(() => {})
  }
}

async function close(): Promise<void> {
  stop.abort(new Error('the benchmark is over'))
  await Promise.allSettled(closers.map(async (each) => each()))
  process.exit()
}
