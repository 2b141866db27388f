import fc from 'fast-check'
import { expect, test } from 'vitest'
import { corridors, type KnownCorridor } from './corridor.ts'
import { floorToGrain } from './floorToGrain.ts'

const known = Object.keys(corridors) as KnownCorridor[]

test('shillings are whole, on-chain coins are cents, naira keep their kobo', () => {
  expect(floorToGrain('KES/mpesa', 319_275n)).toBe(319_200n)
  expect(floorToGrain('KES/mpesa', 99n)).toBe(0n)
  expect(floorToGrain('USDC/onchain', 1_239_999n)).toBe(1_230_000n)
  expect(floorToGrain('NGN/bank', 150_051n)).toBe(150_051n)
})

test('never more than was quoted, less than one grain below it, and stable', () => {
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.bigInt(0n, 10n ** 20n), (corridor, payout) => {
      const info = corridors[corridor]
      const grain = 'grain' in info ? info.grain : 1n
      const floored = floorToGrain(corridor, payout)
      expect(floored % grain).toBe(0n)
      expect(payout - floored).toBeGreaterThanOrEqual(0n)
      expect(payout - floored).toBeLessThan(grain)
      expect(floorToGrain(corridor, floored)).toBe(floored)
    }),
  )
})
