/** Money is exact: text and minor units are two spellings of one number. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bpsCeil, bpsFloor, formatUnitsExact, parseUnitsExact } from './amount.ts'

describe('parseUnitsExact', () => {
  test.each([
    ['25', 6, 25_000_000n],
    ['1500.50', 2, 150_050n],
    [' 0.01 ', 2, 1n],
    ['7', 0, 7n],
  ])('%s with %i decimals', (text, decimals, value) => {
    expect(parseUnitsExact(text, decimals)).toBe(value)
  })

  test.each(['', '.', '1.', '.5', '-1', '+1', '1e3', '1,000', '0x10', '１', '1.2.3', 'NaN', '9'.repeat(25)])('refuses "%s"', (text) => {
    expect(() => parseUnitsExact(text, 2)).toThrow(TypeError)
  })

  test('refuses digits that the currency does not have', () => {
    expect(() => parseUnitsExact('1.005', 2)).toThrow('3 decimal places; this currency has 2')
  })

  test('property: reads what formatUnitsExact writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        expect(parseUnitsExact(formatUnitsExact(value, decimals), decimals)).toBe(value)
      }),
    )
  })
})

test('formatUnitsExact shows every decimal place, and signs', () => {
  expect([formatUnitsExact(5n, 2), formatUnitsExact(-150_050n, 2), formatUnitsExact(-5n, 0)]).toEqual(['0.05', '-1500.50', '-5'])
})

test('property: basis points round to the side in the name', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n }), fc.bigInt({ min: 0n, max: 10_000n }), (value, bps) => {
      const [floor, ceil] = [bpsFloor(value, bps), bpsCeil(value, bps)]
      expect(floor * 10_000n <= value * bps && value * bps <= ceil * 10_000n && ceil - floor <= 1n).toBe(true)
    }),
  )
})
