/** Who is who: PeerIds derive from the registry's node keys, so the registry is the guest list. */
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { hexToBytes } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'
import type { Clock } from '../runtime/clock.ts'

/** A PeerId carries its key's point, and finding it from text costs about a millisecond: once per key is enough. */
const known = new Map<string, { readonly id: PeerId; readonly text: string }>()

/** The PeerId of a registered provider, as text. */
export function toPeerId(entry: Pick<RegistryEntry, 'nodeKey'>): string {
  return remember(entry).text
}

/** The same as libp2p wants it. */
export function toPeer(entry: Pick<RegistryEntry, 'nodeKey'>): PeerId {
  return remember(entry).id
}

function remember({ nodeKey }: Pick<RegistryEntry, 'nodeKey'>) {
  const cached = known.get(nodeKey)
  if (cached) return cached
  const id = peerIdFromPublicKey(publicKeyFromRaw(hexToBytes(nodeKey)))
  const peer = { id, text: id.toString() }
  known.set(nodeKey, peer)
  return peer
}

/** PeerIds that are connected. `libp2p.getPeers` would find each one's point again. */
export function getConnected(libp2p: Pick<Libp2p, 'getConnections'>): ReadonlySet<string> {
  return new Set(libp2p.getConnections().map(({ remotePeer }) => remotePeer.toString()))
}

/** How long a list of guests is taken for the registry's: it is asked for at every frame, the registry changes a few times a day. */
const FRESH_MS = 250

/** The registry by PeerId. Who has just registered is found at once, who has just left may be found for a moment. */
export type GuestList = {
  all(): ReadonlyMap<string, RegistryEntry>
  find(peerId: string): RegistryEntry | undefined
}

/** Creates the list. */
export function createGuestList({ clock, providers }: { readonly clock: Clock; providers(): readonly RegistryEntry[] }): GuestList {
  let last = { entries: new Map<string, RegistryEntry>(), until: Number.NEGATIVE_INFINITY }
  const read = () => {
    last = { entries: new Map(providers().map((entry) => [toPeerId(entry), entry])), until: clock.now() + FRESH_MS }
    return last.entries
  }
  const all = () => {
    const now = clock.now()
    return now >= last.until || now < last.until - FRESH_MS ? read() : last.entries
  }
  return { all, find: (peerId) => all().get(peerId) ?? read().get(peerId) }
}

/**
 * Where a provider says it listens, each address bound to the PeerId of its node key: whoever else answers there is not talked to.
 * Text that is no multiaddr is left out.
 */
export function toDialAddresses(entry: Pick<RegistryEntry, 'nodeKey' | 'multiaddrs'>): Multiaddr[] {
  const suffix = `/p2p/${toPeerId(entry)}`
  return entry.multiaddrs.flatMap((text) => {
    try {
      return [multiaddr(`${text.replace(/\/p2p\/[^/]*$/, '')}${suffix}`)]
    } catch {
      return []
    }
  })
}
