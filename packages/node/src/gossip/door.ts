/** Decides who may connect. Hosts that keep sending peers which are turned away are not even shaken hands with: a handshake costs more than most attacks. */
import type { ConnectionGater, MultiaddrConnection } from '@libp2p/interface'
import type { Clock } from '../runtime/clock.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { createRateLimit } from './rateLimit.ts'

/** Peers turned away after their handshake that a host may send, and how many more in a second. */
const TURNED_AWAY = { burst: 20, perSecond: 1 }

/** Creates the gate; `isGuest` knows PeerIds. Connections that stand, and those dialled from here, do not depend on their host. */
export function createDoor({
  clock,
  metrics,
  isGuest,
}: {
  readonly clock: Clock
  readonly metrics: Metrics
  isGuest(peerId: string): boolean
}): ConnectionGater {
  const patience = createRateLimit(TURNED_AWAY)
  const shut = new Map<string, number>()
  return {
    denyDialMultiaddr: () => false, // loopback and private addresses are where desks and tests live
    denyInboundConnection: (connection) => {
      const until = shut.get(toHost(connection))
      if (until === undefined) return false
      if (clock.now() < until) {
        metrics.count('paynode_gossip_refused_total', { before: 'handshake' })
        return true
      }
      shut.delete(toHost(connection))
      return false
    },
    denyInboundEncryptedConnection: (peerId, connection) => {
      if (isGuest(peerId.toString())) return false
      metrics.count('paynode_gossip_refused_total', { before: 'admission' })
      const host = toHost(connection)
      if (!patience.take(host, clock.now())) shut.set(host, clock.now() + 1_000 / TURNED_AWAY.perSecond)
      return true
    },
    denyOutboundEncryptedConnection: (peerId) => !isGuest(peerId.toString()),
  }
}

function toHost({ remoteAddr }: Pick<MultiaddrConnection, 'remoteAddr'>): string {
  return remoteAddr.toString().split('/')[2] ?? ''
}
