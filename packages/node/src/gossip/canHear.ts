/** Whether gossip can send to a peer right now. */
import type { GossipSub } from '@libp2p/gossipsub'

/**
 * A peer may be listed while no stream leads to it: not opened yet, or dead while its connection lives. The library does not
 * publish its streams; should a version hide them, every listed peer counts as reachable.
 */
export function canHear(pubsub: GossipSub, peerId: string): boolean {
  const { streamsOutbound } = pubsub as GossipSub & { readonly streamsOutbound?: ReadonlyMap<string, unknown> }
  return streamsOutbound?.has(peerId) ?? true
}
