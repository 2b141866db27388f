/** Whom the door turns away, and when it stops shaking hands. */
import type { MultiaddrConnection, PeerId } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { expect, test } from 'vitest'
import { createDoor } from './door.ts'
import { createCounts } from './gossip.fixture.ts'

function open() {
  let now = 1_000_000
  const metrics = createCounts()
  const door = createDoor({ clock: { now: () => now, sleep: async () => {} }, metrics, isGuest: (peer) => peer.startsWith('guest') })
  const from = (host: string) => ({ remoteAddr: multiaddr(`/ip4/${host}/tcp/4001`) }) as MultiaddrConnection // all that the door looks at
  const knock = (peer: string, host: string) => {
    if (door.denyInboundConnection?.(from(host))) return 'unheard'
    return door.denyInboundEncryptedConnection?.(peer as unknown as PeerId, from(host)) ? 'turned away' : 'in'
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { knock, pass, metrics }
}

test('behavior: guests come in, strangers do not', () => {
  const { knock } = open()
  expect([knock('guest', '10.0.0.1'), knock('stranger', '10.0.0.1')]).toEqual(['in', 'turned away'])
})

test('error: a host that hammers costs two handshakes a second; other hosts are not touched', () => {
  const { knock, pass, metrics } = open()
  for (let number = 0; number < 10_000; number++) {
    knock('stranger', '10.0.0.1')
    pass(10)
  }
  expect(metrics.get('paynode_gossip_refused_total admission')).toBeLessThan(20 + 2 * 100)
  expect(metrics.get('paynode_gossip_refused_total handshake')).toBeGreaterThan(9_750)
  expect(knock('guest', '10.0.0.2')).toBe('in')
})

test('behavior: a host that has calmed down is heard again', () => {
  const { knock, pass } = open()
  while (knock('stranger', '10.0.0.1') !== 'unheard') pass(1)
  expect(knock('guest', '10.0.0.1')).toBe('unheard')
  pass(1_000)
  expect(knock('guest', '10.0.0.1')).toBe('in')
})
