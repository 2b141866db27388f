/** Gossip and requests over real TCP on loopback: who gets in, what gets through, what is counted, what survives. */
import { lpStream } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { encodeSignedReport, type SignedReport } from '@paynode/sdk/protocol'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { createIdentity, createRegistry, createSigned, domain, type Identity } from './gossip.fixture.ts'
import { createDaemons } from './network.fixture.ts'

const forever = new AbortController().signal
const until = (check: () => unknown) => vi.waitFor(() => expect(check()).toBeTruthy(), { timeout: 20_000, interval: 25 })
const { startOne: startDaemon, start: startDaemons, startRogue, currentEpoch, close } = createDaemons()
afterEach(close)

describe('gossip', () => {
  test('behavior: a report reaches everybody, once', async () => {
    const { daemons } = await startDaemons(4)
    const signed = await Promise.all(daemons.map((daemon) => createSigned(daemon, { epoch: currentEpoch() })))
    await Promise.all(daemons.map(({ network }, index) => network.publishReport(signed[index] as SignedReport))) // waits for subscribers
    await until(() => daemons.every(({ received }) => received.length === 3))
    for (const { received, operator, verdicts } of daemons) {
      expect(received.map(({ report }) => report.provider)).not.toContain(operator)
      expect(new Set(received.map(({ signature }) => signature)).size).toBe(3)
      expect(verdicts('accept ok')).toBe(3)
    }
  })

  test('behavior: probes measure who is there and who is gone', async () => {
    const hasty: Clock = { now: systemClock.now, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal) }
    const identities = [createIdentity(1), createIdentity(2), createIdentity(3)]
    const view = createRegistry(identities.map(({ entry }) => entry))
    const [one, two, three] = await Promise.all(identities.map((identity) => startDaemon(view, identity, undefined, hasty)))
    if (!one || !two || !three) throw new Error('three were started')
    await until(() => one.network.measured().get(two.operator)?.failedBps === 0)
    expect(one.network.measured().get(two.operator)?.rtt50).toBeLessThan(4_000)
    expect(one.network.measured().has(one.operator)).toBe(false)
    await three.network.close()
    await until(() => one.network.measured().get(three.operator)?.failedBps === 10_000)
    expect(one.network.measured().get(two.operator)?.failedBps).toBeLessThan(10_000)
  })

  test('error: each kind of bad report is counted under its reason and goes no further', async () => {
    const { view, daemons } = await startDaemons(2)
    const [near, far] = daemons as [(typeof daemons)[number], (typeof daemons)[number]]
    const liar = createIdentity(7)
    view.register(liar.entry)
    const epoch = currentEpoch()
    const wire = async (change: object = {}, by: Identity = liar) => encodeSignedReport(await createSigned(by, { epoch, ...change }))
    const bad: [string, Uint8Array][] = [
      ['ignore epoch', await wire({ epoch: epoch - 3 })],
      ['ignore epoch', await wire({ epoch: epoch + 2 })],
      ['ignore unregistered', await wire({}, createIdentity(8))],
      ['reject size', new Uint8Array(100_000)],
      ['reject malformed', new Uint8Array((await wire()).length).fill(2)],
      ['reject topic', await wire({ corridor: 'KES/mpesa' })],
      ['reject signature', await wire({}, { ...createIdentity(1), nodePrivateKey: liar.nodePrivateKey })],
    ]
    for (const [reason, data] of bad) {
      const before = near.verdicts(reason)
      const rogue = await startRogue(liar) // a new connection each: the score of the last one must not decide
      await rogue.meet(near.network.multiaddrs())
      await rogue.say(data)
      await until(() => near.verdicts(reason) === before + 1)
      await rogue.libp2p.stop()
      await until(() => !near.network.peers().includes(liar.operator))
    }
    expect(near.received).toEqual([])
    expect(far.received).toEqual([])
    expect(far.verdicts('reject signature')).toBe(0)
  })

  test('behavior: an equivocator is heard once, and the proof is kept', async () => {
    const { view, daemons } = await startDaemons(1)
    const near = daemons[0] as (typeof daemons)[number]
    const liar = createIdentity(7)
    view.register(liar.entry)
    const rogue = await startRogue(liar)
    await rogue.meet(near.network.multiaddrs())
    for (const rate of [1n, 2n, 3n]) {
      await rogue.say(encodeSignedReport(await createSigned(liar, { epoch: currentEpoch(), rate })))
    }
    await until(() => near.verdicts('ignore duplicate') === 1)
    expect([near.verdicts('accept ok'), near.verdicts('ignore equivocation')]).toEqual([1, 1])
    expect(near.received.map(({ report }) => report.rate)).toEqual([1n, 2n])
  })

  test('behavior: who keeps sending rubbish is no longer listened to', async () => {
    const { view, daemons } = await startDaemons(1)
    const near = daemons[0] as (typeof daemons)[number]
    const liar = createIdentity(7)
    view.register(liar.entry)
    const rogue = await startRogue(liar)
    await rogue.meet(near.network.multiaddrs())
    let sent = 0
    const flood = setInterval(() => {
      sent += 1
      rogue.say(new Uint8Array(10 + sent)).catch(() => {})
    }, 5)
    onTestFinished(() => clearInterval(flood))
    await until(() => sent > 800)
    const heard = near.verdicts('reject size')
    await until(() => sent > 1_000)
    expect(heard).toBeLessThan(600)
    expect(near.verdicts('reject size')).toBe(heard)
  })
})

describe('membership', () => {
  test('behavior: strangers are hung up on, the revoked too, and a restarted peer is found again', async () => {
    const { view, daemons } = await startDaemons(2)
    const [one, two] = daemons as [(typeof daemons)[number], (typeof daemons)[number]]
    const stranger = await startRogue(createIdentity(9))
    await stranger.libp2p.dial(one.network.multiaddrs().map((address) => multiaddr(address))).catch(() => {})
    await until(() => stranger.libp2p.getConnections().length === 0)

    const port = two.network.multiaddrs()[0]?.match(/tcp\/(\d+)/)?.[1]
    await two.network.close()
    await until(() => one.network.peers().length === 0)
    const again = await startDaemon(view, two, `/ip4/127.0.0.1/tcp/${port}`)
    await until(() => one.network.peers().includes(two.operator) && again.network.peers().includes(one.operator))

    view.revoke(two.operator)
    await until(() => one.network.peers().length === 0)
    await expect(one.network.request({ to: two.operator, protocol: 'digests', body: {}, signal: forever })).rejects.toThrow('registry')
  })

  test('behavior: a registry that is empty at first fills later', async () => {
    const view = createRegistry([])
    const one = await startDaemon(view, createIdentity(1))
    const two = await startDaemon(view, createIdentity(2))
    await until(() => one.network.peers().length === 1 && two.network.peers().length === 1)
  })

  test('error: an address of somebody else is not taken for the provider that names it', async () => {
    const { view, daemons } = await startDaemons(2)
    const [one, two] = daemons as [(typeof daemons)[number], (typeof daemons)[number]]
    two.network.serve('digests', async () => ({ said: 'two' }))
    const impostor = createIdentity(5)
    view.register({ ...impostor.entry, multiaddrs: two.network.multiaddrs() })
    await expect(one.network.request({ to: impostor.operator, protocol: 'digests', body: {}, signal: forever })).rejects.toThrow()
  })
})

describe('requests', () => {
  test('behavior: bodies keep their bigints, and the server knows who asks', async () => {
    const { daemons } = await startDaemons(2)
    const [one, two] = daemons as [(typeof daemons)[number], (typeof daemons)[number]]
    two.network.serve('digests', async (body, from) => ({ body, from }))
    const body = { amount: 1n << 100n, text: 'ü', list: [1, null] }
    expect(await one.network.request({ to: two.operator, protocol: 'digests', body, signal: forever })).toEqual({
      body,
      from: one.operator,
    })
  })

  test('error: refusals, limits, time-outs, aborts and what is not served', async () => {
    const { daemons } = await startDaemons(2)
    const [one, two] = daemons as [(typeof daemons)[number], (typeof daemons)[number]]
    two.network.serve('digests', async (body) => {
      const { mode } = body as { mode: string }
      if (mode === 'throw') throw new Error('secret detail')
      if (mode === 'large') return { text: 'x'.repeat(300_000) }
      if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 5_000))
      return {}
    })
    const ask = (mode: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
      one.network.request({ to: two.operator, protocol: 'digests', body: { mode }, signal: forever, ...more })
    expect(await ask('fine')).toEqual({})
    await expect(ask('throw')).rejects.toThrow('refused')
    await expect(ask('throw')).rejects.not.toThrow('secret')
    await expect(ask('large')).rejects.toThrow('tooLarge')
    await expect(ask('x'.repeat(300_000))).rejects.toThrow('larger than')
    await expect(ask('slow', { timeoutMs: 200 })).rejects.toThrow()
    await expect(ask('slow', { signal: AbortSignal.timeout(200) })).rejects.toThrow()
    await expect(one.network.request({ to: two.operator, protocol: 'attest', body: {}, signal: forever })).rejects.toThrow()
    expect(await ask('fine')).toEqual({})
    let refusal: unknown
    const lane = async () => {
      for (let turn = 0; turn < 500 && refusal === undefined; turn++) {
        await ask('fine').catch((error: unknown) => {
          refusal = error
        })
      }
    }
    await Promise.all(Array.from({ length: 30 }, lane))
    expect(String(refusal)).toContain('rate')
    expect(two.metrics.get('paynode_requests_total digests rate')).toBeGreaterThan(0)
  })

  test('error: frames beyond the limit and rubbish on a stream cost the sender its stream only', async () => {
    const { view, daemons } = await startDaemons(1)
    const near = daemons[0] as (typeof daemons)[number]
    near.network.serve('digests', async () => ({ fine: true }))
    const rogueId = createIdentity(7)
    view.register(rogueId.entry)
    const { libp2p, meet } = await startRogue(rogueId)
    await meet(near.network.multiaddrs())
    const peer = libp2p.getPeers()[0] as NonNullable<ReturnType<typeof libp2p.getPeers>[number]>
    const protocol = `/paynode/1/${domain.chainId}/rpc/digests`
    const send = async (data: Uint8Array) => {
      const frames = lpStream(await libp2p.dialProtocol(peer, protocol))
      await frames.write(data)
      return new TextDecoder().decode((await frames.read({ signal: AbortSignal.timeout(5_000) })).subarray())
    }
    await expect(send(new Uint8Array(400_000))).rejects.toThrow()
    expect(await send(Uint8Array.from([0xff, 0xfe]))).toContain('refused')
    expect(await send(new TextEncoder().encode('{"half":'))).toContain('refused')
    expect(await send(new TextEncoder().encode('{}'))).toContain('fine')
  })
})
