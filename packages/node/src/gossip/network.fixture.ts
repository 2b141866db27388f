/** Daemons' networks on loopback TCP that know each other by one registry, and a registered peer that does what a test wants. */
import type { lpStream } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import type { SignedReport } from '@paynode/sdk/protocol'
import { expect, vi } from 'vitest'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { createCounts, createIdentity, createRegistry, domain, type Identity, silent } from './gossip.fixture.ts'
import { startRawPeer } from './rawPeer.fixture.ts'
import { createNetwork } from './service.ts'

const EPOCH_SECONDS = 3_600
const topic = `/paynode/1/${domain.chainId}/report/NGN/bank`
const forever = new AbortController().signal
const until = (check: () => unknown) => vi.waitFor(() => expect(check()).toBeTruthy(), { timeout: 20_000, interval: 25 })

export type Registry = ReturnType<typeof createRegistry>
export type Daemon = Awaited<ReturnType<ReturnType<typeof createDaemons>['startOne']>>
export type Rogue = Awaited<ReturnType<ReturnType<typeof createDaemons>['startRogue']>>

/** What a test file starts; `close` between tests. */
export function createDaemons() {
  const closers: (() => Promise<unknown>)[] = []
  const startOne = async (view: Registry, identity: Identity, listen = '/ip4/127.0.0.1/tcp/0', clock: Clock = systemClock) => {
    const received: SignedReport[] = []
    const metrics = createCounts()
    const network = await createNetwork({
      ...domain,
      nodePrivateKey: identity.nodePrivateKey,
      listen: [listen],
      bootstrap: [],
      view,
      self: identity.operator,
      epochSeconds: EPOCH_SECONDS,
      clock,
      logger: silent,
      metrics,
      signal: forever,
      onReport: (signed) => received.push(signed),
    })
    closers.push(network.close)
    view.register({ ...identity.entry, multiaddrs: network.multiaddrs() })
    return { ...identity, network, received, metrics, verdicts: (key: string) => metrics.get(`paynode_gossip_messages_total ${key}`) }
  }
  return {
    currentEpoch: () => Math.floor(systemClock.now() / 1_000 / EPOCH_SECONDS),
    close: async () => {
      await Promise.all(closers.splice(0).map((close) => close()))
    },
    startOne,
    /** All connected with each other. */
    start: async (count: number) => {
      const identities = Array.from({ length: count }, (_, index) => createIdentity(index + 1))
      const view = createRegistry(identities.map(({ entry }) => entry))
      const daemons = await Promise.all(identities.map((identity) => startOne(view, identity)))
      await until(() => daemons.every(({ network }) => network.peers().length === count - 1))
      return { view, daemons }
    },
    startRogue: async (identity: Identity) => {
      const { libp2p, pubsub } = await startRawPeer(identity, [topic])
      closers.push(async () => libp2p.stop())
      pubsub.subscribe(topic)
      return {
        libp2p,
        pubsub,
        stream: undefined as ReturnType<typeof lpStream> | undefined,
        say: (data: Uint8Array) => pubsub.publish(topic, data),
        meet: async (addresses: readonly string[]) => {
          await libp2p.dial(addresses.map((address) => multiaddr(address)))
          await until(() => pubsub.getSubscribers(topic).length > 0)
        },
      }
    },
  }
}
