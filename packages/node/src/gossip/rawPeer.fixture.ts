/** A registered peer without a daemon around it: it says what a test or a benchmark wants, and obeys nothing. */
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import { type GossipSub, type GossipsubOpts, gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2p } from 'libp2p'
import { hexToBytes } from 'viem'
import type { Identity } from './gossip.fixture.ts'
import { toGossipSettings } from './gossipSettings.ts'

/** Starts it without an address of its own. Whoever starts it stops it. */
export async function startRawPeer(
  { nodePrivateKey }: Pick<Identity, 'nodePrivateKey'>,
  topics: readonly string[],
  settings: Partial<GossipsubOpts> = {},
): Promise<{ readonly libp2p: Libp2p; readonly pubsub: GossipSub }> {
  const libp2p = await createLibp2p({
    privateKey: privateKeyFromRaw(hexToBytes(nodePrivateKey)),
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: gossipsub({ ...toGossipSettings({ topics, isGuest: () => true }), ...settings }) },
  })
  return { libp2p, pubsub: libp2p.services.pubsub as GossipSub }
}
