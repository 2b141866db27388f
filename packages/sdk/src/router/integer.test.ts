/** The arithmetic is exact: checked against BigInt, and the tables against their definitions. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divFloor, isqrt, log2Floor, toLog2, toLogit, toQuantile } from './integer.ts'

const safe = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n })
const positive = fc.bigInt({ min: 1n, max: 2n ** 53n - 1n })
const floorDivide = (a: bigint, b: bigint) => (a >= 0n || a % b === 0n ? a / b : a / b - 1n)

describe('divFloor', () => {
  test('property: equals the BigInt quotient', () => {
    fc.assert(
      fc.property(safe, positive, (a, b) => {
        expect(divFloor(Number(a), Number(b))).toBe(Number(floorDivide(a, b)))
      }),
      { numRuns: 5_000 },
    )
  })

  test('property: multiples and their neighbours', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 26n }),
        fc.bigInt({ min: 1n, max: 2n ** 26n }),
        fc.constantFrom(-1n, 0n, 1n),
        (b, q, d) => {
          expect(divFloor(Number(b * q + d), Number(b))).toBe(Number(floorDivide(b * q + d, b)))
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

test('isqrt: property: largest root', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (value) => {
      const root = BigInt(isqrt(value))
      expect(root * root <= BigInt(value) && (root + 1n) * (root + 1n) > BigInt(value)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('log2: floor and table', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 128n }), (value) => {
      expect(2n ** BigInt(log2Floor(value)) <= value && value < 2n ** BigInt(log2Floor(value) + 1)).toBe(true)
      const exact = Math.log2(Number(value)) * 4_096
      expect(toLog2(value)).toBeGreaterThan(exact - 94)
      expect(toLog2(value)).toBeLessThan(exact + 1)
    }),
  )
  expect([toLog2(0n), toLog2(1n), toLog2(2n), toLog2(96n)]).toEqual([0, 0, 4_096, 6 * 4_096 + 2_396])
})

test('logit: rises, is odd at the entries, and is right', () => {
  for (let index = 0; index < 1_024; index++) {
    const rate = (index + 0.5) / 1_024
    const value = toLogit(index * 64 + 32)
    expect(Math.abs(value - Math.log(rate / (1 - rate)) * 4_096)).toBeLessThanOrEqual(0.51)
    expect(value + toLogit((1_023 - index) * 64 + 32)).toBe(0)
    if (index > 0) expect(value).toBeGreaterThan(toLogit(index * 64 - 32))
  }
  expect([toLogit(0), toLogit(65_536)]).toEqual([toLogit(32), toLogit(65_504)])
  fc.assert(fc.property(fc.integer({ min: 0, max: 65_535 }), (rate) => toLogit(rate + 1) >= toLogit(rate)))
})

test('normal: odd, rising, mean 0, variance 1', () => {
  const draws = Array.from({ length: 4_096 }, (_, bits) => toQuantile(bits))
  expect(draws.every((value, index) => index === 0 || value > (draws[index - 1] ?? 0))).toBe(true)
  expect(draws.reduce((sum, value) => sum + value, 0)).toBe(0)
  const variance = draws.reduce((sum, value) => sum + value * value, 0) / draws.length / 4_096 ** 2
  expect(Math.abs(variance - 1)).toBeLessThan(0.002)
})
