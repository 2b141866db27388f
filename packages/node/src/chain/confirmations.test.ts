/** Depth by value and chain. */
import { expect, test } from 'vitest'
import { getConfirmationMs, getConfirmations } from './confirmations.ts'

const usd = (whole: number) => BigInt(whole) * 1_000_000n
const rules = { chainId: 137, tokenDecimals: 6, least: 1 }

test.each([
  [8_453, 1_000, 2],
  [8_453, 1_001, 10],
  [8_453, 100_000, 60],
  [8_453, 100_001, 120],
  [137, 100, 16],
  [137, 101, 64],
  [137, 10_000, 128],
  [137, 10_001, 256],
  [31_337, 1_000_000, 1],
])('on chain %i, %i tokens wait for %i blocks', (chainId, whole, blocks) => {
  expect(getConfirmations({ ...rules, chainId }, usd(whole))).toBe(blocks)
})

test('the operator’s least and own steps decide', () => {
  expect(getConfirmations({ ...rules, least: 200 }, usd(1))).toBe(200)
  const steps = [
    { upTo: usd(5), confirmations: 3 },
    { upTo: usd(50), confirmations: 9 },
  ]
  expect([1, 5, 6, 51].map((whole) => getConfirmations({ ...rules, steps }, usd(whole)))).toEqual([3, 3, 9, 9])
})

test('waiting takes as long as the chain’s blocks, and on an unknown chain as long as on a slow one', () => {
  expect(getConfirmationMs(rules, usd(100))).toBe(32_000)
  expect(getConfirmationMs({ ...rules, chainId: 31_337 }, usd(100))).toBe(1_000)
  expect(getConfirmationMs({ ...rules, chainId: 4_242, least: 3 }, usd(100))).toBe(36_000)
})
