/** A registered peer that attacks loses its connection and cannot come back, whatever it sends; the honest keep hearing each other. */
import { setImmediate } from 'node:timers/promises'

import { lpStream } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { encodeSignedReport, toJson } from '@paynode/sdk/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../runtime/clock.ts'
import { createIdentity, createSigned, domain } from './gossip.fixture.ts'
import { createDaemons, type Daemon, type Rogue } from './network.fixture.ts'

const until = (check: () => unknown) => vi.waitFor(() => expect(check()).toBeTruthy(), { timeout: 20_000, interval: 25 })
const world = createDaemons()
afterEach(world.close)
const forever = new AbortController().signal

type Attack = (rogue: Rogue, victim: Daemon, number: number) => Promise<unknown>

const liar = createIdentity(7)
const attacks: readonly (readonly [string, string, Attack])[] = [
  [
    'validly signed reports that contradict each other',
    'flood',
    async (rogue, _, number) => {
      const signed = await createSigned(liar, { epoch: world.currentEpoch(), rate: BigInt(number + 1) })
      await rogue.say(encodeSignedReport(signed))
    },
  ],
  [
    'reports under forged signatures',
    'forgery',
    async (rogue, victim, number) => {
      const forged = { ...victim, nodePrivateKey: liar.nodePrivateKey }
      await rogue.say(encodeSignedReport(await createSigned(forged, { epoch: world.currentEpoch(), rate: BigInt(number + 1) })))
    },
  ],
  ['rubbish on the topic', 'forgery', async (rogue, _, number) => rogue.say(new Uint8Array(10 + number))],
  [
    'frames that are no gossip at all',
    'flood',
    async (rogue) => {
      rogue.stream ??= lpStream(await rogue.libp2p.dialProtocol(rogue.libp2p.getPeers()[0] as never, '/meshsub/1.2.0'))
      await rogue.stream.write(new Uint8Array(900).fill(255))
    },
  ],
  [
    'more requests than anybody needs',
    'flood',
    async (rogue) => {
      const peer = rogue.libp2p.getPeers()[0] as never
      const stream = await rogue.libp2p.dialProtocol(peer, `/paynode/1/${domain.chainId}/rpc/probe`)
      const frames = lpStream(stream)
      await frames.write(new TextEncoder().encode(toJson({})))
      await frames.read()
      await stream.close()
    },
  ],
]

describe('attacks', () => {
  test.each(attacks)('error: %s', async (_, reason, attack) => {
    const { view, daemons } = await world.start(2)
    const [victim, honest] = daemons as [Daemon, Daemon]
    view.register(liar.entry)
    const rogue = await world.startRogue(liar)
    await rogue.meet(victim.network.multiaddrs())
    await until(() => victim.network.peers().includes(liar.operator))

    const isBanned = () => victim.metrics.get(`paynode_gossip_bans_total ${reason}`) === 1
    let number = 0
    const lane = async () => {
      while (!isBanned() && number < 20_000) {
        number += 1
        await attack(rogue, victim, number).catch(() => systemClock.sleep(5, forever))
        await setImmediate() // signing alone would never let the sockets have their turn
      }
    }
    await Promise.all(Array.from({ length: 8 }, lane))
    await until(() => isBanned())
    await until(() => !victim.network.peers().includes(liar.operator))

    await rogue.libp2p.dial(victim.network.multiaddrs().map((address) => multiaddr(address))).catch(() => {})
    await until(() => rogue.libp2p.getConnections().length === 0)
    expect(victim.network.peers()).toEqual([honest.operator])
    expect(victim.network.contacts()).toEqual([honest.operator])
    await expect(victim.network.request({ to: liar.operator, protocol: 'digests', body: {}, signal: forever })).rejects.toThrow('shut out')

    const signed = await createSigned(honest, { epoch: world.currentEpoch(), rate: 77n })
    await honest.network.publishReport(signed)
    await until(() => victim.received.some(({ report }) => report.provider === honest.operator && report.rate === 77n))
  })
})
