/** Puts the guard before gossip: every frame of every peer passes it, also those that gossip drops unread or as heard before. */

import type { GossipSub } from '@libp2p/gossipsub'
import type { PeerId } from '@libp2p/interface'
import type { Guard } from './guard.ts'

type Frames = AsyncIterable<{ readonly byteLength: number }>
/** The library does not publish where it reads a peer's frames. A version without it fails here, at the start, and not under attack. */
type Reader = { pipePeerReadStream?: (peer: PeerId, frames: Frames) => Promise<void> }

/** Counts frames before gossip decodes them. @throws when the library reads them in another place. */
export function watchFrames(pubsub: GossipSub, guard: Pick<Guard, 'mayRead'>): void {
  const reader = pubsub as unknown as Reader
  const read = reader.pipePeerReadStream?.bind(pubsub)
  if (!read) throw new Error('this version of gossipsub reads frames in a place that is not guarded')
  reader.pipePeerReadStream = (peer, frames) => read(peer, guarded(peer.toString(), frames, guard))
}

async function* guarded(peer: string, frames: Frames, guard: Pick<Guard, 'mayRead'>): Frames {
  for await (const frame of frames) {
    if (!guard.mayRead(peer, frame.byteLength)) return
    yield frame
  }
}
