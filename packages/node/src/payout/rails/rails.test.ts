import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromDecimal, fromNumber, toDecimal, toNumber } from './decimal.ts'
import { isNuban } from './isNuban.ts'

const scale = fc.integer({ min: 0, max: 18 })
const minor = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n })

describe('decimals', () => {
  test('come back as they went', () => {
    fc.assert(fc.property(minor, scale, (value, digits) => fromDecimal(toDecimal(value, digits), digits) === value))
  })

  test('as JSON numbers come back as they went, or not at all', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), fc.integer({ min: 0, max: 3 }), (value, digits) => {
        const number = toNumber(value, digits)
        return number === undefined ? value > 2n ** 53n / 10n : fromNumber(JSON.parse(JSON.stringify(number)), digits) === value
      }),
    )
  })

  test.each(['1e3', '', '.5', '5.', '1,000', ' 1', '0x10', '10.505', 'NaN'])('refuse %s', (text) => {
    expect(fromDecimal(text, 2)).toBeUndefined()
  })

  test('keep what is exact', () => {
    expect(fromDecimal('10.500', 2)).toBe(1_050n)
    expect(fromNumber(0.1, 2)).toBe(10n)
    expect(fromNumber(10.005, 2)).toBeUndefined()
    expect(toDecimal(5n, 2)).toBe('0.05')
    expect(toDecimal(1_000n, 0)).toBe('1000')
  })
})

test.each([
  ['011', '0000014579', true],
  ['011', '0000000220', true],
  ['044', '0010246780', true],
  ['044', '0690000031', false],
  ['50515', '1234567896', true],
  ['000011', '0000014579', true],
  ['MTN', '0000014579', undefined],
])('the check digit of %s %s', (institution, account, expected) => {
  expect(isNuban(institution, account)).toBe(expected)
})
