/** Who is who: PeerIds derive from the registry's node keys, so the registry is the guest list. */
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { hexToBytes } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'

const known = new Map<string, string>()

/** The PeerId of a registered provider. */
export function toPeerId({ nodeKey }: Pick<RegistryEntry, 'nodeKey'>): string {
  const cached = known.get(nodeKey)
  if (cached) return cached
  const id = peerIdFromPublicKey(publicKeyFromRaw(hexToBytes(nodeKey))).toString()
  known.set(nodeKey, id)
  return id
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
