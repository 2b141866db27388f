/** Token buckets. */
import { expect, test } from 'vitest'
import { createRateLimit } from './rateLimit.ts'

test('behavior: a burst, then the rate, each peer by itself', () => {
  const limit = createRateLimit({ perSecond: 2, burst: 3 })
  const take = (key: string, now: number, times: number) => Array.from({ length: times }, () => limit.take(key, now)).filter(Boolean).length
  expect(take('a', 0, 10)).toBe(3)
  expect(take('b', 0, 10)).toBe(3)
  expect(take('a', 1_000, 10)).toBe(2)
  expect(take('a', 60_000, 10)).toBe(3)
})

test('behavior: a clock that steps back gives nothing away', () => {
  const limit = createRateLimit({ perSecond: 1, burst: 1 })
  expect(limit.take('a', 10_000)).toBe(true)
  expect(limit.take('a', 0)).toBe(false)
  expect(limit.take('a', 1_000)).toBe(true)
})
