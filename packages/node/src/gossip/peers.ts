/** Who is who: PeerIds derive from the registry's node keys, so the registry is the guest list. */
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { hexToBytes } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'

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

/** The registered provider behind a PeerId, or undefined. */
export function findProvider(providers: readonly RegistryEntry[], peerId: string): RegistryEntry | undefined {
  return providers.find((entry) => toPeerId(entry) === peerId)
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
