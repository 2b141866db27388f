import type { ProviderId } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { getTurnAt } from './turn.ts'
import type { OrderRecord } from './types.ts'

const provider = (digit: number) => `0x${String(digit).repeat(40)}` as ProviderId
const [a, b, c, d] = [1, 2, 3, 4].map(provider) as [ProviderId, ProviderId, ProviderId, ProviderId]
const CREATED = 1_000
const SECONDS = 60

type Facts = { ranking: ProviderId[]; pinned?: ProviderId[]; failedBy?: ProviderId[]; turnStart?: number }
function toRecord({ ranking, pinned = [], failedBy = [], turnStart = CREATED }: Facts) {
  return {
    order: { pinned, turnSeconds: SECONDS },
    created: { blockTime: CREATED },
    ranking,
    failedBy,
    turnStart,
  } as unknown as OrderRecord
}
const turnsOf = (facts: Facts) => [a, b, c, d].map((self) => getTurnAt(toRecord(facts), self))

describe('getTurnAt', () => {
  test('rank r waits r turns, and a failed claim moves its provider to the tail', () => {
    expect(turnsOf({ ranking: [a, b, c] })).toEqual([1_000, 1_060, 1_120, undefined])
    expect(turnsOf({ ranking: [a, b, c], failedBy: [a], turnStart: 1_500 })).toEqual([1_620, 1_500, 1_560, undefined])
  })

  test('a pinned provider has its turn although it is not ranked; the others begin after it', () => {
    expect(turnsOf({ ranking: [b, c], pinned: [a] })).toEqual([1_000, 1_060, 1_120, undefined])
    expect(turnsOf({ ranking: [], pinned: [a] })).toEqual([1_000, undefined, undefined, undefined])
    expect(turnsOf({ ranking: [a, d, b], pinned: [d, a] })).toEqual([1_060, 1_120, undefined, 1_000])
  })

  test('after a pinned provider failed in its turn the next one still waits for its own', () => {
    expect(turnsOf({ ranking: [a, b, c], pinned: [a, b], failedBy: [a], turnStart: 1_010 })).toEqual([1_180, 1_060, 1_120, undefined])
    expect(turnsOf({ ranking: [a, b, c], pinned: [a, b], failedBy: [b], turnStart: 1_300 })).toEqual([1_300, 1_420, 1_360, undefined])
  })

  test('at its turn nobody is refused by the contract, and no two share one', () => {
    const some = fc.shuffledSubarray([a, b, c, d])
    const facts = fc.record({
      ranking: some,
      pinned: some.map((all) => all.slice(0, 3)),
      failedBy: some,
      turnStart: fc.integer({ min: CREATED, max: CREATED + 300 }),
    })
    fc.assert(
      fc.property(facts, (drawn) => {
        const times = [a, b, c, d].flatMap((self) => {
          const time = getTurnAt(toRecord(drawn), self)
          const expected = time === undefined ? undefined : drawn.pinned[Math.floor((time - CREATED) / SECONDS)] // `_turnOf` of the contract
          if (expected !== undefined) expect(expected).toBe(self)
          return time ?? []
        })
        expect(new Set(times).size).toBe(times.length)
        expect(Math.min(...times)).toBeGreaterThanOrEqual(drawn.turnStart)
      }),
    )
  })
})
