/** What an honest peer may do for hours, and what costs a peer its place. */
import { MAX_REPORT_BYTES } from '@paynode/sdk/protocol'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { createCounts, silent } from './gossip.fixture.ts'
import { createGuard } from './guard.ts'

function open(reportsPerSecond = 10) {
  let now = 1_000_000
  const banned: string[] = []
  const metrics = createCounts()
  const clock: Clock = { now: () => now, sleep: async () => {} }
  const guard = createGuard({
    clock,
    logger: silent,
    metrics,
    reportsPerSecond: () => reportsPerSecond,
    onBan: (peer) => banned.push(peer),
  })
  const pass = (ms: number) => {
    now += ms
  }
  return { guard, banned, metrics, pass }
}

describe('guard', () => {
  test('behavior: a relay that passes on every report of the network, at its largest, is never banned', () => {
    const { guard, banned, pass } = open()
    for (let second = 0; second < 3_600; second++) {
      for (let report = 0; report < 10; report++) expect(guard.mayRead('a', MAX_REPORT_BYTES)).toBe(true)
      expect(guard.mayRead('a', 300)).toBe(true) // a heartbeat
      pass(1_000)
    }
    expect(banned).toEqual([])
  })

  test('behavior: a whole epoch’s reports at one go are fine', () => {
    const { guard, banned } = open()
    for (let report = 0; report < 50; report++) expect(guard.mayRead('a', MAX_REPORT_BYTES)).toBe(true)
    expect(banned).toEqual([])
  })

  test.each([
    ['small frames', 200, 2_000],
    ['large frames', 200_000, 20],
  ])('error: a flood of %s is cut off within three seconds, others are not', (_, bytes, perSecond) => {
    const { guard, banned, pass, metrics } = open()
    let frames = 0
    while (guard.mayRead('a', bytes)) {
      frames += 1
      pass(1_000 / perSecond)
    }
    expect(frames / perSecond).toBeLessThan(3)
    expect([guard.isBanned('a'), guard.isBanned('b'), guard.mayRead('b', bytes)]).toEqual([true, false, true])
    expect(banned).toEqual(['a'])
    expect(metrics.get('paynode_gossip_bans_total flood')).toBe(1)
  })

  test('error: the fifth forgery bans; one every three minutes does not', () => {
    const { guard, banned, pass, metrics } = open()
    for (let number = 0; number < 4; number++) guard.refused('a')
    expect(guard.isBanned('a')).toBe(false)
    guard.refused('a')
    guard.refused('a')
    expect(banned).toEqual(['a'])
    expect(metrics.get('paynode_gossip_bans_total forgery')).toBe(1)
    for (let number = 0; number < 100; number++) {
      guard.refused('b')
      pass(180_000)
    }
    expect(banned).toEqual(['a'])
  })

  test('error: a peer that sends reports again and again in other bytes bans itself, a restarted relay does not', () => {
    const { guard } = open()
    for (let number = 0; number < 20; number++) guard.repeated('a')
    expect(guard.isBanned('a')).toBe(false)
    guard.repeated('a')
    expect([guard.isBanned('a'), guard.isBanned('b')]).toEqual([true, false])
  })

  test('error: requests far beyond the limit ban', () => {
    const { guard } = open()
    for (let number = 0; number < 100; number++) guard.exceeded('a')
    expect(guard.isBanned('a')).toBe(false)
    guard.exceeded('a')
    expect(guard.isBanned('a')).toBe(true)
  })

  test('behavior: a ban ends after ten minutes, the next one is four times as long', () => {
    const { guard, pass } = open()
    const offend = () => {
      for (let number = 0; number < 5; number++) guard.refused('a')
    }
    offend()
    pass(599_999)
    expect(guard.isBanned('a')).toBe(true)
    pass(1)
    expect(guard.isBanned('a')).toBe(false)
    offend()
    pass(2_399_999)
    expect(guard.isBanned('a')).toBe(true)
    pass(1)
    expect(guard.isBanned('a')).toBe(false)
  })
})
