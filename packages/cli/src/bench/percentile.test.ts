/** Nearest-rank percentiles. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { getPercentile, summarise } from './percentile.ts'

test('known values', () => {
  expect(getPercentile([4, 1, 3, 2], 50)).toBe(2)
  expect(getPercentile([1], 95)).toBe(1)
  expect(getPercentile([], 50)).toBeNaN()
  expect(summarise(Array.from({ length: 100 }, (_, index) => index + 1))).toEqual({ count: 100, p50: 50, p95: 95 })
})

test('a percentile is one of the values and at least that share is not above it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const found = getPercentile(values, percent)
      expect(values).toContain(found)
      expect(values.filter((value) => value <= found).length / values.length).toBeGreaterThanOrEqual(percent / 100)
    }),
  )
})
