/** The figures of hand-made runs, computed by hand. */
import { describe, expect, test } from 'vitest'
import { toRows, toSums, toTotals } from '../bench/summarise.ts'
import type { TaskResult } from '../bench/types.ts'
import { scenarios } from '../scenarios/scenarios.ts'
import { createWorld } from '../world/createWorld.ts'
import type { World } from '../world/types.ts'
import { bootstrap, toMean, toPercentile } from './bootstrap.ts'
import { createTally } from './createTally.ts'
import { toOutageTimes } from './toOutageTimes.ts'
import type { Tally } from './types.ts'

const base = createWorld({ scenario: scenarios[0]!, seed: 1, orders: 10, providers: 4 })
const provider = (capacity: number, attacker: boolean) => ({ ...base.providers[0]!, capacity, attacker, outages: [] })
const world: World = { ...base, epochs: 4, providers: [provider(10, false), provider(20, false), provider(10, true)] }
const orderOf = (index: number, change: Partial<World['orders'][number]> = {}) => ({
  ...base.orders[0]!,
  index,
  at: 100,
  hopeless: false,
  washes: undefined,
  ...change,
})

test('a tally of four orders', () => {
  const tally = createTally(world)
  const choose = (index: number, chosen: number | undefined, chance: number) =>
    tally.choose({ order: orderOf(index), epoch: 0, chosen, chance, best: 0.9 })
  choose(0, 0, 0.9)
  choose(1, 2, 0.5)
  choose(2, 2, 0.8)
  choose(3, undefined, 0)
  tally.end(orderOf(0), { settled: true, attempts: 1, at: 130, extraBps: 10 })
  tally.end(orderOf(1), { settled: true, attempts: 2, at: 190, extraBps: 40 })
  tally.end(orderOf(2), { settled: false, attempts: 3, at: 300, extraBps: 0 })
  tally.end(orderOf(3), { settled: false, attempts: 0, at: 100, extraBps: 0 })
  const found = tally.finish()
  expect(found).toMatchObject({ orders: 4, firstSuccess: 0.25, finalSuccess: 0.5, unrouted: 0.25, attempts: 1.5, costBps: 25, seconds: 60 })
  expect(found.regret).toBeCloseTo((0 + 0.4 + 0.1 + 0.9) / 4, 12)
  expect(found.ceiling).toBeCloseTo(0.9, 12)
  expect(found.attackerShare).toBeCloseTo(0.5 / (10 / 40), 12)
})

test('washed and hopeless orders are not counted', () => {
  const tally = createTally(world)
  for (const order of [orderOf(0, { washes: 2 }), orderOf(1, { hopeless: true })]) {
    tally.choose({ order, epoch: 0, chosen: 2, chance: 0, best: 1 })
    tally.end(order, { settled: true, attempts: 1, at: 200, extraBps: 9 })
  }
  expect(tally.finish()).toMatchObject({ orders: 0, firstSuccess: 0, finalSuccess: 0, regret: 0 })
})

describe('outages', () => {
  const outage = (from: number, to: number, announced = false) => ({ from, to, announced, kind: 'rail' as const, chance: 0 })
  const timesOf = (epochs: number, outages: ReturnType<typeof outage>[], shares: readonly number[]) =>
    toOutageTimes(
      { epochs, providers: [{ outages }, { outages: [] }] },
      shares.flatMap((share) => [share, 100 - share]),
    )

  test('are left in the first epoch with less than 5 % and returned to at half the usual share', () => {
    expect(timesOf(12, [outage(3, 6)], [40, 40, 40, 30, 4, 0, 0, 10, 19, 20, 40, 40])).toEqual({ detect: [1], readmit: [3] })
  })
  test('that are never left count their whole length; no return counts until the end', () => {
    expect(timesOf(10, [outage(3, 6)], [40, 40, 40, 30, 30, 30, 0, 0, 0, 0])).toEqual({ detect: [3], readmit: [4] })
  })
  test('do not count when announced, or of a provider without traffic', () => {
    expect(timesOf(10, [outage(3, 6, true)], [40, 40, 40, 30, 30, 30, 0, 0, 0, 0])).toEqual({ detect: [], readmit: [] })
    expect(timesOf(10, [outage(3, 6)], [4, 4, 4, 4, 4, 4, 0, 0, 0, 0])).toEqual({ detect: [], readmit: [] })
  })
})

describe('statistics', () => {
  test('means and nearest-rank percentiles', () => {
    expect(toMean([1, 2, 6])).toBe(3)
    expect([toPercentile([4, 1, 3, 2], 50), toPercentile([4, 1, 3, 2], 95), toPercentile([7], 1)]).toEqual([2, 4, 7])
  })

  test('a bootstrap of equal seeds has no width, one of a fair coin the binomial one', () => {
    expect(bootstrap(9, (seeds) => toMean(seeds.map(() => 5)))).toEqual({ value: 5, low: 5, high: 5 })
    const coin = bootstrap(100, (seeds) => toMean(seeds.map((seed) => seed % 2)))
    expect(coin.value).toBe(0.5)
    expect(coin.low).toBeGreaterThan(0.5 - 1.96 * 0.05 - 0.02) // σ of the mean of 100 coins is 0.05
    expect(coin.low).toBeLessThan(0.5 - 1.96 * 0.05 + 0.02)
    expect(coin.high).toBeGreaterThan(0.5 + 1.96 * 0.05 - 0.02)
    expect(coin.high).toBeLessThan(0.5 + 1.96 * 0.05 + 0.02)
  })

  test('a bootstrap is paired: what two policies share cancels in their difference', () => {
    const luck = Array.from({ length: 50 }, (_, seed) => (seed * 37) % 50)
    const apart = bootstrap(50, (seeds) => toMean(seeds.map((seed) => luck[seed]! + 1)) - toMean(seeds.map((seed) => luck[seed]!)))
    expect(apart.low).toBeCloseTo(1, 9)
    expect(apart.high).toBeCloseTo(1, 9)
  })
})

describe('sums', () => {
  const tally = (regret: number): Tally => ({ ...createTally(world).finish(), regret, detect: [1, 3], readmit: [2] })
  const results: TaskResult[] = scenarios
    .slice(0, 10)
    .flatMap(({ id }) =>
      [1, 2].map((seed) => ({ scenario: id, seed, orders: 10, tallies: { ours: tally(seed * 0.01), theirs: tally(0.05) } })),
    )

  test('add S1 to S9 per seed and leave the others out', () => {
    const sums = toSums(results)
    expect(sums.ours?.map((sum) => Number(sum.toFixed(9)))).toEqual([0.09, 0.18])
    expect(toTotals(results).map(({ policy, regret }) => [policy, Number(regret.value.toFixed(6))])).toEqual([
      ['ours', 13.5],
      ['theirs', 45],
    ])
  })
  test('are not made when a scenario is missing', () => {
    expect(toTotals(results.filter(({ scenario }) => scenario !== 'S4'))).toEqual([])
  })
  test('rows pool the outages of all seeds', () => {
    const row = toRows(results)[0]
    expect(row).toMatchObject({ scenario: 'S1', policy: 'ours', outages: 4, detectMean: 2, detectP95: 3, readmitMean: 2 })
    expect(row?.regret.value).toBeCloseTo(0.015, 12)
  })
})
