/** Ranking: deterministic, gated, explained; defined for nobody, for one, and for the unknown. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainRanking } from './explain.ts'
import { copyState } from './model/serialise.ts'
import { rankProviders } from './rank.ts'
import { address, attempt, bundle, feed, network, order, probe, report, START, seedOf } from './router.fixture.ts'
import type { ExclusionReason } from './types.ts'

const names = (placing: ReturnType<typeof rankProviders>) => placing.ranked.map(({ provider }) => provider.toLowerCase())
const others = [1, 2, 3].map((index) => ({ provider: address(index), report, probe }))

describe('rankProviders', () => {
  test('everybody eligible is ranked once', () => {
    expect(names(rankProviders(network(20), order(1))).sort()).toEqual(Array.from({ length: 20 }, (_, index) => address(index)).sort())
  })

  test('nobody, an unknown corridor, and one', () => {
    expect(rankProviders(network(0), order(1))).toEqual({ ranked: [], excluded: [] })
    expect(rankProviders(network(3), order(1, { corridor: 'XXX/none' }))).toEqual({ ranked: [], excluded: [] })
    expect(names(rankProviders(network(1), order(1)))).toEqual([address(0)])
  })

  test('property: the best few are the head of the whole ranking, and ranking changes nothing', () => {
    const state = network(40)
    for (let index = 0; index < 200; index++) attempt(state, index, address((index * 7) % 40), { success: index % 3 > 0 })
    const before = rankProviders(copyState(state), order(9, { seed: seedOf(9) }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 45 }), fc.integer({ min: 0, max: 50 }), (limit, index) => {
        const whole = rankProviders(state, order(index, { seed: seedOf(index) }))
        expect(rankProviders(state, order(index, { seed: seedOf(index) }), { limit }).ranked).toEqual(whole.ranked.slice(0, limit))
      }),
      { seed: 1 },
    )
    expect(rankProviders(state, order(9, { seed: seedOf(9) }))).toEqual(before)
  })

  test('property: who is asked for, in which order and case, plays no role', () => {
    const state = network(12)
    const all = Array.from({ length: 12 }, (_, index) => address(index))
    const expected = rankProviders(state, order(3, { seed: seedOf(3) }))
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 12 }), fc.boolean(), (among, upper) => {
        const asked = among.map((one) => (upper ? (`0x${one.slice(2).toUpperCase()}` as const) : one))
        expect(rankProviders(state, order(3, { seed: seedOf(3), among: asked }))).toEqual(expected)
      }),
    )
    expect(names(rankProviders(state, order(3, { among: [address(2), address(99)] })))).toEqual([address(2)])
  })

  test.each<[ExclusionReason, Partial<typeof report>]>([
    ['quoteTooLow', { rate: 100_000n }],
    ['maintenance', { maintenance: true }],
    ['aboveMaximum', { maxPayout: 1_000n }],
    ['belowMinimum', { minPayout: 1_000_000_000n }],
    ['noCapacity', { capacity: 0 }],
  ])('excluded: %s', (reason, change) => {
    const state = feed(network(4), bundle([{ provider: address(0), report: { ...report, ...change }, probe }, ...others], START + 60))
    expect(rankProviders(state, order(1)).excluded.map((one) => [one.provider.toLowerCase(), one.reason])).toEqual([[address(0), reason]])
  })

  test('excluded: no report in the last three epochs, no stake', () => {
    const state = network(4)
    for (let epoch = 1; epoch <= 4; epoch++) feed(state, bundle(others, START + epoch * 60))
    feed(state, { type: 'account', provider: address(1), free: 2_499_999n, locked: 10n ** 12n, time: START })
    expect(rankProviders(state, order(1)).excluded.map(({ reason }) => reason)).toEqual(['noReport', 'stakeTooLow'])
  })

  test('without a bundle in force the chain alone decides, and nobody is excluded for being silent', () => {
    const state = feed(network(4), { type: 'epoch', time: START + 600 })
    const { ranked, excluded } = rankProviders(state, order(1))
    expect([ranked.length, excluded.length]).toEqual([4, 0])
    const gossip = ['probeFailed', 'rtt50', 'uptime24h', 'load', 'advice', 'price', 'inFlight']
    expect(
      ranked
        .flatMap(({ features }) => features.filter(({ name }) => gossip.includes(name)).map(({ value }) => value))
        .every((value) => value === 0),
    ).toBe(true)
  })

  test('amounts beyond Float64: nobody is eligible, nothing throws', () => {
    const huge = 2n ** 128n - 1n
    expect(rankProviders(network(2), order(1, { payout: huge })).excluded).toHaveLength(2)
    expect(rankProviders(network(2), order(1, { amount: 0n })).excluded).toHaveLength(2)
    expect(
      rankProviders(network(2), order(1, { amount: huge, payout: 1n, bondRequired: huge })).excluded.map(({ reason }) => reason),
    ).toEqual(['stakeTooLow', 'stakeTooLow'])
  })

  test('pins come first in their order, but not who has failed this order', () => {
    const pinned = [address(3), address(1), address(2)]
    expect(names(rankProviders(network(5), order(1, { pinned, failed: [address(1)] })))).toEqual([
      address(3),
      address(2),
      expect.any(String),
      expect.any(String),
      address(1),
    ])
  })

  test('the seed spreads equal providers; without one the lot of the order does', () => {
    for (const seed of ['0x', seedOf(1)] as const) {
      const firsts = new Set(Array.from({ length: 60 }, (_, index) => names(rankProviders(network(3), order(index, { seed })))[0]))
      expect(firsts.size).toBe(3)
    }
  })

  test('explain: says why in words', () => {
    const state = feed(
      network(3),
      bundle([{ provider: address(0), report: { ...report, loadBps: 9_000, liquidityBucket: 12 }, probe }, ...others], START + 60),
    )
    const last = explainRanking(rankProviders(state, order(1))).at(-1)
    expect(last?.provider.toLowerCase()).toBe(address(0))
    expect(last?.against.join()).toMatch(/thin float.*reports load/)
    expect(last?.for.join()).toContain('pays reliably')
  })
})
