/** Local money: what is printed parses back, exactly, at any size. */
import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { formatPayout, type Payout, parsePayout } from './payout.ts'

test('examples', () => {
  expect(parsePayout('1500.50', 'NGN')).toBe(150_050n)
  expect(parsePayout('25,000', 'NGN')).toBe(2_500_000n)
  expect(formatPayout(2_500_000n, 'NGN')).toBe('25,000.00')
  expect(formatPayout(5n, 'USDC')).toBe('0.000005')
  expect(() => parsePayout('10.505', 'KES')).toThrow(/decimal places/)
  expect(() => parsePayout('-1', 'KES')).toThrow(/not an amount/)
})

test('what is printed parses back', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 24n), fc.constantFrom('NGN', 'KES', 'USDC'), (value, currency) => {
      expect(parsePayout(formatPayout(value, currency), currency)).toBe(value)
    }),
  )
})

test('currencies do not mix', () => {
  expectTypeOf(parsePayout('1', 'NGN')).toEqualTypeOf<Payout<'NGN'>>()
  expectTypeOf<Payout<'NGN'>>().not.toEqualTypeOf<Payout<'KES'>>()
  // @ts-expect-error an amount of naira is no amount of shillings
  formatPayout(parsePayout('1', 'NGN'), 'KES')
})
