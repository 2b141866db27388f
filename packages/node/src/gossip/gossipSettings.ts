/** How gossipsub runs here: unsigned messages (reports sign themselves), exact topics, bounded frames, and scores that make an invalid message cost something. */
import type { GossipsubOpts } from '@libp2p/gossipsub'
import { createTopicScoreParams } from '@libp2p/gossipsub/score'
import { toFastMessageId, toMessageId } from './messageId.ts'

/** Options for a set of topics and a guest list. */
export function toGossipSettings({
  topics,
  isGuest,
}: {
  readonly topics: readonly string[]
  isGuest(peerId: string): boolean
}): Partial<GossipsubOpts> {
  return {
    globalSignaturePolicy: 'StrictNoSign', // a libp2p signature per hop would cost more than the report's own
    D: 4,
    Dlo: 3,
    Dhi: 5,
    Dscore: 2,
    Dout: 1,
    Dlazy: 4,
    floodPublish: true,
    batchPublish: true,
    fallbackToFloodsub: false,
    emitSelf: false,
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    doPX: false,
    seenTTL: 120_000,
    idontwantMinDataSize: 16_384, // reports are far smaller: telling everybody not to send them costs more than receiving twice
    msgIdFn: toMessageId,
    fastMsgIdFn: toFastMessageId,
    maxInboundDataLength: 1 << 20,
    maxOutboundBufferSize: 8 << 20,
    maxTopicBytesPerPeer: 128 * 1_100,
    decodeRpcLimits: {
      maxSubscriptions: 128,
      maxMessages: 256,
      maxIhaveMessageIDs: 2_000,
      maxIwantMessageIDs: 2_000,
      maxControlMessages: 256,
      maxIdontwantMessageIDs: 128,
      maxPeerInfos: 0,
    },
    allowedTopics: [...topics],
    scoreThresholds: {
      gossipThreshold: -20,
      publishThreshold: -40,
      graylistThreshold: -80,
      acceptPXThreshold: 1e6,
      opportunisticGraftThreshold: 1,
    },
    scoreParams: {
      appSpecificScore: (peerId) => (isGuest(peerId) ? 0 : -1_000),
      appSpecificWeight: 1,
      IPColocationFactorThreshold: 5,
      IPColocationFactorWhitelist: new Set(['127.0.0.1', '::1']), // local networks run everybody on one address
      behaviourPenaltyThreshold: 6,
      behaviourPenaltyDecay: 0.9,
      decayInterval: 1_000,
      decayToZero: 0.01,
      topics: Object.fromEntries(topics.map((topic) => [topic, topicScore])),
    },
  }
}

/** Without these an invalid message costs nothing; the library's defaults forgive some ninety of them. */
const topicScore = createTopicScoreParams({
  topicWeight: 1,
  timeInMeshWeight: 0,
  firstMessageDeliveriesWeight: 0.5,
  firstMessageDeliveriesDecay: 0.9,
  firstMessageDeliveriesCap: 20,
  meshMessageDeliveriesWeight: 0,
  meshFailurePenaltyWeight: 0,
  invalidMessageDeliveriesWeight: -20,
  invalidMessageDeliveriesDecay: 0.97,
})
