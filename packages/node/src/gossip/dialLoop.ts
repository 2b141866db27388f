/** Keeps this daemon connected to its neighbours in the registry, for as long as it runs, and to nobody outside the registry. */

import type { Libp2p } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import type { RegistryEntry } from '../chain/events.ts'
import type { Clock } from '../runtime/clock.ts'
import { firstLine } from '../runtime/firstLine.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { createDialPlan } from './dialPlan.ts'
import { getConnected, toDialAddresses, toPeerId } from './peers.ts'

/** What dialling needs. */
export type DialDeps = {
  readonly libp2p: Libp2p
  readonly bootstrap: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  providers(): readonly RegistryEntry[]
  /** PeerIds that connections are kept to. */
  neighbours(): ReadonlySet<string>
  /** PeerIds that gossip has streams with. */
  gossipPeers(): readonly string[]
}

const TICK_MS = 1_000
const DIAL_MS = 10_000
/** Ticks that a connection may be without gossip: an oversized frame drops a peer from gossip and leaves its connection dead weight. */
const ZOMBIE_TICKS = 10

/** Starts dialling; `close` waits for the dials under way. */
export function startDialLoop(deps: DialDeps): Loop {
  const { libp2p, clock, metrics } = deps
  const self = libp2p.peerId.toString()
  const plans = { peers: createDialPlan({ self }), bootstrap: createDialPlan({ self }) }
  const dials = new Map<string, Promise<void>>()
  const zombies = new Map<string, number>()

  const dial = (key: string, addresses: readonly Multiaddr[], signal: AbortSignal) => {
    if (addresses.length === 0) return
    dials.set(
      key,
      dialOnce(deps, addresses, signal).finally(() => {
        dials.delete(key)
        if (!signal.aborted) reach(signal)
      }),
    )
  }
  const reach = (signal: AbortSignal) => {
    const entries = new Map(deps.providers().map((entry) => [toPeerId(entry), entry]))
    const connected = getConnected(libp2p)
    const now = clock.now()
    const dialing = new Set(dials.keys())
    for (const peerId of plans.peers.next({ wanted: deps.neighbours(), known: [...entries.keys()], connected, dialing, now })) {
      const entry = entries.get(peerId)
      if (entry) dial(peerId, toDialAddresses(entry), signal)
    }
    const bootstrap = connected.size === 0 ? deps.bootstrap : []
    for (const address of plans.bootstrap.next({ wanted: new Set(bootstrap), known: bootstrap, connected, dialing, now }))
      dial(address, parse(address), signal)
  }
  const tick = (signal: AbortSignal) => {
    const guests = new Set(deps.providers().map(toPeerId))
    for (const connection of libp2p.getConnections()) {
      if (!guests.has(connection.remotePeer.toString())) connection.abort(new Error('not in the registry'))
    }
    reach(signal)
    buryZombies(deps, zombies)
    metrics.gauge('paynode_gossip_peers', getConnected(libp2p).size)
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

async function dialOnce({ libp2p, logger, metrics }: DialDeps, addresses: readonly Multiaddr[], signal: AbortSignal): Promise<void> {
  const ac = new AbortController()
  const timer = setTimeout(() => ac.abort(new Error('the peer did not answer in time')), DIAL_MS)
  const end = () => ac.abort(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    await libp2p.dial([...addresses], { signal: ac.signal })
    metrics.count('paynode_gossip_dials_total', { result: 'ok' })
  } catch (error) {
    metrics.count('paynode_gossip_dials_total', { result: 'failed' })
    logger.debug({ to: String(addresses[0]), reason: firstLine(error) }, 'peer not reached')
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

function buryZombies({ libp2p, logger, gossipPeers }: DialDeps, zombies: Map<string, number>): void {
  const alive = new Set(gossipPeers())
  const connections = libp2p.getConnections()
  const connected = getConnected(libp2p)
  for (const peerId of zombies.keys()) if (alive.has(peerId) || !connected.has(peerId)) zombies.delete(peerId)
  for (const peerId of connected) {
    if (alive.has(peerId)) continue
    const ticks = (zombies.get(peerId) ?? 0) + 1
    zombies.set(peerId, ticks)
    if (ticks < ZOMBIE_TICKS) continue
    zombies.delete(peerId)
    logger.warn({ peerId }, 'peer is connected but does not gossip, hanging up')
    for (const connection of connections) if (connection.remotePeer.toString() === peerId) connection.abort(new Error('no gossip'))
  }
}

function parse(address: string): Multiaddr[] {
  try {
    return [multiaddr(address)]
  } catch {
    return []
  }
}
