/** Learning: who is blamed for what, how levels borrow from each other, and that a replay is a replay. */
import fc from 'fast-check'
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import { type FailureCause, failureCauses } from '../../protocol/order.ts'
import { toFastRate, toSlowRate } from './counters.ts'
import { applyOutcome, createModel, getProviderStats, hashModel, type Model, type Outcome } from './model.ts'
import { parseModel, serialiseModel } from './serialise.ts'

const address = (index: number) => `0x${index.toString(16).padStart(40, 'a')}` as Address
const outcome = (change: Partial<Outcome> = {}): Outcome => ({
  provider: address(1),
  corridor: 'NGN/bank',
  success: true,
  cause: 'none',
  block: 1,
  payer: address(99),
  ...change,
})
const failure = (cause: FailureCause, change: Partial<Outcome> = {}) => outcome({ success: false, cause, ...change })
const replay = (outcomes: readonly Outcome[]): Model => {
  const model = createModel()
  for (const item of outcomes) applyOutcome(model, item)
  return model
}
const times = (count: number, item: Outcome) => Array.from({ length: count }, () => item)
const slow = (model: Model, provider = address(1), corridor: Outcome['corridor'] = 'NGN/bank') =>
  toSlowRate(getProviderStats(model, provider, corridor).cell)

const outcomes = fc.array(
  fc.record({
    provider: fc.integer({ min: 1, max: 4 }).map(address),
    corridor: fc.constantFrom('NGN/bank' as const, 'KES/mpesa' as const),
    success: fc.boolean(),
    cause: fc.constantFrom(...failureCauses),
    block: fc.nat(),
    payer: fc.constant(address(99)),
  }),
  { maxLength: 200 },
)

describe('applyOutcome', () => {
  test('behavior: failures lower, successes raise', () => {
    const fresh = slow(createModel())
    expect(slow(replay(times(5, failure('pspUnavailable'))))).toBeLessThan(fresh)
    expect(slow(replay(times(20, outcome())))).toBeGreaterThan(fresh)
  })

  test.each(['recipientRejected', 'unclaimed'] as const)('behavior: %s blames nobody', (cause) => {
    expect(hashModel(replay([failure(cause)]))).toBe(hashModel(createModel()))
  })

  test('behavior: a provider cannot praise itself', () => {
    expect(hashModel(replay(times(50, outcome({ payer: address(1) }))))).toBe(hashModel(createModel()))
  })

  test('behavior: failures in a row are counted until a success', () => {
    const row = times(3, failure('expired'))
    expect(getProviderStats(replay(row), address(1), 'KES/mpesa').consecutiveFailures).toBe(3)
    expect(getProviderStats(replay([...row, outcome()]), address(1), 'NGN/bank').consecutiveFailures).toBe(0)
  })

  test('behavior: the fast scale notices first', () => {
    const { cell } = getProviderStats(replay([...times(100, outcome()), ...times(6, failure('expired'))]), address(1), 'NGN/bank')
    expect(toFastRate(cell)).toBeLessThan(toSlowRate(cell) - 6_000)
  })

  test('behavior: a perfect record shows no downward trend', () => {
    const model = replay([...times(100, failure('expired', { provider: address(2) })), ...times(300, outcome())])
    const { cell } = getProviderStats(model, address(1), 'NGN/bank')
    expect(toFastRate(cell)).toBeGreaterThan(toSlowRate(cell) - 32) // rounding
  })
})

describe('getProviderStats', () => {
  test('behavior: a newcomer borrows from the corridor, a cell from its provider', () => {
    const bad = replay(times(200, failure('expired', { provider: address(2), corridor: 'KES/mpesa' })))
    expect(slow(bad, address(3), 'KES/mpesa')).toBeLessThan(slow(bad, address(3), 'NGN/bank'))
    expect(slow(bad, address(2), 'NGN/bank')).toBeLessThan(slow(bad, address(3), 'NGN/bank'))
  })

  test('property: rates stay within 0 and 1 and numbers stay safe integers', () => {
    fc.assert(
      fc.property(outcomes, (items) => {
        const { cell, overall } = getProviderStats(replay(items), address(1), 'NGN/bank')
        for (const counters of [cell, overall]) {
          expect(Object.values(counters).every(Number.isSafeInteger)).toBe(true)
          expect(counters.slowSuccess).toBeLessThanOrEqual(counters.slowTotal)
          expect(counters.fastSuccess).toBeLessThanOrEqual(counters.fastTotal)
        }
      }),
    )
  })
})

describe('hashModel', () => {
  test('property: replaying in one go or after a round trip through text is the same', () => {
    fc.assert(
      fc.property(outcomes, fc.nat(200), (items, cut) => {
        const resumed = parseModel(serialiseModel(replay(items.slice(0, cut))))
        for (const item of items.slice(cut)) applyOutcome(resumed, item)
        expect(hashModel(resumed)).toBe(hashModel(replay(items)))
      }),
    )
  })

  test('behavior: letter case of addresses changes nothing', () => {
    const upper = `0x${address(1).slice(2).toUpperCase()}` as Address
    expect(hashModel(replay([outcome({ provider: upper })]))).toBe(hashModel(replay([outcome()])))
  })

  test('error: another version', () => {
    expect(() => parseModel('[2]')).toThrow('replay the outcomes')
  })
})
