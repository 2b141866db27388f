/** The arithmetic is exact: checked against BigInt, and the tables against their definitions. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decayAt, divFloor, isqrt, mix, toDecayTable, toLog2, toLogit, toProbability, toQuantile } from './integer.ts'

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

test('log2: rises, and is right to a 64th of a doubling', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }).map(Number), (value) => {
      const exact = Math.log2(value) * 4_096
      expect(toLog2(value)).toBeGreaterThan(exact - 94)
      expect(toLog2(value)).toBeLessThan(exact + 1)
      expect(toLog2(value + 1)).toBeGreaterThanOrEqual(toLog2(value))
    }),
  )
  expect([0, 1, 2, 96].map(toLog2)).toEqual([0, 0, 4_096, 6 * 4_096 + 2_396])
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
  for (let rate = 0; rate < 65_536; rate++) expect(toLogit(rate + 1) >= toLogit(rate)).toBe(true)
})

test('probability: rises, mirrors, is right to a thousandth, and undoes the logit', () => {
  for (let logit = -40_000; logit <= 40_000; logit += 7) {
    expect(Math.abs(toProbability(logit) / 65_536 - 1 / (1 + Math.exp(-logit / 4_096)))).toBeLessThan(0.000_4)
    expect(toProbability(logit) + toProbability(-logit)).toBe(65_536)
    expect(toProbability(logit + 7)).toBeGreaterThanOrEqual(toProbability(logit))
  }
  for (let rate = 128; rate < 65_408; rate += 61) expect(Math.abs(toProbability(toLogit(rate)) - rate)).toBeLessThan(24)
})

test('normal: odd, rising, mean 0, variance 1', () => {
  const draws = Array.from({ length: 1_024 }, (_, bits) => toQuantile(bits))
  expect(draws.every((value, index) => index === 0 || value > (draws[index - 1] ?? 0))).toBe(true)
  expect(draws.reduce((sum, value) => sum + value, 0)).toBe(0)
  const variance = draws.reduce((sum, value) => sum + value * value, 0) / draws.length / 4_096 ** 2
  expect(Math.abs(variance - 1)).toBeLessThan(0.005)
})

test('mix: every bit of the input moves about half of the output, and buckets fill evenly', () => {
  for (let bit = 0; bit < 32; bit++) {
    let flipped = 0
    for (let index = 0; index < 256; index++) {
      const difference = mix(index * 2_654_435, 12_345) ^ mix((index * 2_654_435) ^ (1 << bit), 12_345)
      for (let rest = difference >>> 0; rest > 0; rest = (rest & (rest - 1)) >>> 0) flipped += 1
    }
    expect(Math.abs(flipped / 256 - 16)).toBeLessThan(3)
  }
  const buckets = new Array(16).fill(0)
  for (let index = 0; index < 16_000; index++) buckets[mix(index, 99) % 16] += 1
  expect(Math.max(...buckets) / Math.min(...buckets)).toBeLessThan(1.3)
})

test('decay: falls from one, never below the exact power by more than the rounding', () => {
  const table = toDecayTable(32, 256)
  for (const [age, value] of table.entries()) expect(Math.abs(value / 65_536 - (31 / 32) ** age)).toBeLessThan(0.001)
  expect([decayAt(table, -3), decayAt(table, 0), decayAt(table, 999)]).toEqual([65_536, 65_536, table[255]])
})
