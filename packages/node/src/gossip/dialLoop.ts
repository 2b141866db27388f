/** Keeps this daemon connected to everybody in the registry, for as long as it runs, and to nobody else. */

import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import type { RegistryEntry } from '../chain/events.ts'
import type { Clock } from '../runtime/clock.ts'
import { firstLine } from '../runtime/firstLine.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { findProvider, toDialAddresses, toPeerId } from './peers.ts'

/** What dialling needs. */
export type DialDeps = {
  readonly libp2p: Libp2p
  readonly bootstrap: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  providers(): readonly RegistryEntry[]
  /** PeerIds that gossip has streams with. */
  gossipPeers(): readonly string[]
}

const TICK_MS = 1_000
const DIAL_MS = 5_000
const LONGEST_WAIT_MS = 16_000
/** Ticks that a connection may be without gossip: an oversized frame drops a peer from gossip and leaves its connection dead weight. */
const ZOMBIE_TICKS = 10

/** Starts dialling; `close` waits for the dials under way. */
export function startDialLoop(deps: DialDeps): Loop {
  const { libp2p, clock, metrics } = deps
  const waits = new Map<string, { failures: number; until: number }>()
  const dials = new Map<string, Promise<void>>()
  const zombies = new Map<string, number>()

  const dial = (key: string, addresses: readonly Multiaddr[], signal: AbortSignal) => {
    const wait = waits.get(key)
    if (addresses.length === 0 || dials.has(key) || (wait && wait.until > clock.now())) return
    const failures = (wait?.failures ?? 0) + 1 // until the next tick finds it connected: a dial that resolves may still be refused
    waits.set(key, { failures, until: clock.now() + Math.min(LONGEST_WAIT_MS, TICK_MS * 2 ** (failures - 1)) })
    dials.set(
      key,
      dialOnce(deps, addresses, signal).finally(() => dials.delete(key)),
    )
  }
  const tick = (signal: AbortSignal) => {
    const providers = deps.providers()
    const self = libp2p.peerId.toString()
    for (const connection of libp2p.getConnections()) {
      if (!findProvider(providers, connection.remotePeer.toString())) connection.abort(new Error('not in the registry'))
    }
    for (const entry of providers) {
      const peerId = toPeerId(entry)
      if (peerId === self) continue
      if (libp2p.getConnections(peerIdFromString(peerId)).length > 0) waits.delete(peerId)
      else dial(peerId, toDialAddresses(entry), signal)
    }
    if (libp2p.getPeers().length === 0) for (const address of deps.bootstrap) dial(address, parse(address), signal)
    buryZombies(deps, zombies)
    metrics.gauge('paynode_gossip_peers', libp2p.getPeers().length)
  }
  const loop = startLoop(deps.signal, async (signal) => {
    tick(signal)
    await clock.sleep(TICK_MS, signal).catch(() => {})
  })
  return {
    close: async () => {
      await loop.close()
      await Promise.all(dials.values())
    },
  }
}

async function dialOnce({ libp2p, logger }: DialDeps, addresses: readonly Multiaddr[], signal: AbortSignal): Promise<void> {
  const ac = new AbortController()
  const timer = setTimeout(() => ac.abort(new Error('the peer did not answer in time')), DIAL_MS)
  const end = () => ac.abort(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    await libp2p.dial([...addresses], { signal: ac.signal })
  } catch (error) {
    logger.debug({ to: String(addresses[0]), reason: firstLine(error) }, 'peer not reached')
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

function buryZombies({ libp2p, logger, gossipPeers }: DialDeps, zombies: Map<string, number>): void {
  const alive = new Set(gossipPeers())
  const connected = new Set(libp2p.getConnections().map(({ remotePeer }) => remotePeer.toString()))
  for (const peerId of zombies.keys()) if (alive.has(peerId) || !connected.has(peerId)) zombies.delete(peerId)
  for (const peerId of connected) {
    if (alive.has(peerId)) continue
    const ticks = (zombies.get(peerId) ?? 0) + 1
    zombies.set(peerId, ticks)
    if (ticks < ZOMBIE_TICKS) continue
    zombies.delete(peerId)
    logger.warn({ peerId }, 'peer is connected but does not gossip, hanging up')
    for (const connection of libp2p.getConnections(peerIdFromString(peerId))) connection.abort(new Error('no gossip'))
  }
}

function parse(address: string): Multiaddr[] {
  try {
    return [multiaddr(address)]
  } catch {
    return []
  }
}
