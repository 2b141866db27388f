/** Ranking: deterministic, explained, and every feature pulls the way its table row says. */
import fc from 'fast-check'
import { type Address, type Hex, keccak256, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { toOrderId } from '../protocol/ids.ts'
import type { Report } from '../protocol/report.ts'
import { explainRanking } from './explain.ts'
import { createModel, getProviderStats } from './model/model.ts'
import { rankProviders } from './rank.ts'
import type { Candidate, RoutingInput } from './types.ts'

const address = (index: number) => `0x${index.toString(16).padStart(40, '0')}` as Address
const stats = getProviderStats(createModel(), address(1), 'NGN/bank')

const atRate = (rate: number) => ({ fastSuccess: rate, fastTotal: 65_536, slowSuccess: rate, slowTotal: 65_536 })

function candidate(index: number, change: Partial<Candidate> = {}, report: Partial<Report> = {}): Candidate {
  const provider = address(index)
  return {
    provider,
    stakeFree: 1_000_000_000n,
    inFlight: 0,
    stats,
    failedThisOrder: false,
    report: {
      provider,
      corridor: 'NGN/bank',
      epoch: 7,
      rate: 160_000n,
      minPayout: 1n,
      maxPayout: 1_000_000_000n,
      liquidityBucket: 60,
      loadBps: 0,
      capacity: 50,
      maintenance: false,
      ...report,
    },
    ...change,
  }
}

function input(candidates: readonly Candidate[], change: Partial<RoutingInput> = {}): RoutingInput {
  const zero = keccak256('0x')
  return {
    orderId: toOrderId(keccak256('0x01')),
    corridor: 'NGN/bank',
    amount: 25_000_000n,
    tokenDecimals: 6,
    payout: 3_900_000n,
    bondRequired: 2_500_000n,
    seed: zero,
    pinned: [],
    model: zero,
    bundle: zero,
    candidates,
    ...change,
  }
}

const order = (routing: RoutingInput) => rankProviders(routing).ranked.map(({ provider }) => provider)

describe('rankProviders', () => {
  test('default: everybody eligible is ranked once', () => {
    expect(order(input([1, 2, 3].map((index) => candidate(index)))).sort()).toEqual([1, 2, 3].map(address))
  })

  test('behavior: the order of arrival changes nothing', () => {
    const candidates = Array.from({ length: 12 }, (_, index) =>
      candidate(index + 1, { inFlight: index % 4 }, { rate: 160_000n - BigInt(index % 3) * 200n }),
    )
    const expected = rankProviders(input(candidates))
    fc.assert(
      fc.property(fc.shuffledSubarray(candidates, { minLength: candidates.length }), (shuffled) => {
        expect(rankProviders(input(shuffled))).toEqual(expected)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  test.each<[string, Partial<Candidate>, Partial<Report>]>([
    ['quote', {}, { rate: 158_000n }],
    ['inFlight', { inFlight: 30 }, {}],
    ['load', {}, { loadBps: 9_000 }],
    ['liquidity', {}, { liquidityBucket: 15 }],
    ['stake', { stakeFree: 2_500_000n }, {}],
    ['consecutiveFailures', { stats: { ...stats, consecutiveFailures: 3 } }, {}],
    ['successSlow', { stats: { ...stats, cell: atRate(40_000) } }, {}],
    ['trend', { stats: { ...stats, cell: { ...stats.cell, fastSuccess: Math.floor(stats.cell.fastSuccess / 2) } } }, {}],
    ['successOverall', { stats: { ...stats, overall: atRate(40_000) } }, {}],
  ])('feature %s: worse alone means a lower score, never a better place, and a worse one for some seed', (_name, change, report) => {
    const rank = (item: Candidate, seed: Hex) => {
      const { ranked } = rankProviders(input([item, candidate(2), candidate(3)], { seed }))
      const position = ranked.findIndex(({ provider }) => provider === address(1))
      return { position, score: ranked[position]?.score ?? 0 }
    }
    let moved = 0
    for (let index = 0; index < 64; index++) {
      const seed = keccak256(toHex(index))
      const [worse, base] = [rank(candidate(1, change, report), seed), rank(candidate(1), seed)]
      expect(worse.score).toBeLessThan(base.score)
      expect(worse.position).toBeGreaterThanOrEqual(base.position)
      moved += Number(worse.position > base.position)
    }
    expect(moved).toBeGreaterThan(0)
  })

  test('feature exploration: the draw is wider, the less is known', () => {
    const spread = (total: number) => {
      const cell = { ...stats.cell, slowTotal: total, slowSuccess: Math.floor((total * 9) / 10) }
      const draws = Array.from({ length: 64 }, (_, index) => {
        const { ranked } = rankProviders(input([candidate(1, { stats: { ...stats, cell } })], { seed: keccak256(toHex(index)) }))
        return ranked[0]?.features.find(({ name }) => name === 'exploration')?.value ?? 0
      })
      return Math.max(...draws) - Math.min(...draws)
    }
    expect(spread(10 * 65_536)).toBeGreaterThan(3 * spread(200 * 65_536))
  })

  test.each<[string, Partial<Candidate>, Partial<Report>]>([
    ['quoteTooLow', {}, { rate: 100_000n }],
    ['maintenance', {}, { maintenance: true }],
    ['aboveMaximum', {}, { maxPayout: 1_000n }],
    ['belowMinimum', {}, { minPayout: 1_000_000_000n }],
    ['stakeTooLow', { stakeFree: 1n }, {}],
    ['noCapacity', {}, { capacity: 0 }],
    ['noReport', { report: undefined }, {}],
  ])('excluded: %s', (reason, change, report) => {
    const item = candidate(1, change, report)
    const ranking = rankProviders(input([change && 'report' in change ? { ...item, report: undefined } : item]))
    expect(ranking).toMatchObject({ ranked: [], excluded: [{ reason }] })
  })

  test('gates: a provider that failed this order stands behind everybody', () => {
    expect(
      order(input([candidate(1, { failedThisOrder: true, stakeFree: 10n ** 15n }), candidate(2, {}, { rate: 157_000n })])).at(-1),
    ).toBe(address(1))
  })

  test('parameters: pinned providers come first, in their order', () => {
    expect(
      order(
        input(
          [1, 2, 3, 4].map((index) => candidate(index)),
          { pinned: [address(3), address(1)] },
        ),
      ).slice(0, 2),
    ).toEqual([address(3), address(1)])
  })

  test('behavior: zero candidates rank nobody', () => {
    expect(rankProviders(input([])).ranked).toEqual([])
  })

  test('behavior: the seed alone spreads equal providers', () => {
    const firsts = new Set(
      Array.from(
        { length: 40 },
        (_, index) =>
          order(
            input(
              [1, 2, 3].map((id) => candidate(id)),
              { seed: keccak256(toHex(index)) },
            ),
          )[0],
      ),
    )
    expect(firsts.size).toBe(3)
  })

  test('explain: says why in words', () => {
    const [first] = explainRanking(rankProviders(input([candidate(1, { inFlight: 40 }, { loadBps: 5_000 })])))
    expect(first?.against.join()).toContain('busy with other orders')
    expect(first?.for.join()).toContain('pays reliably')
  })
})
