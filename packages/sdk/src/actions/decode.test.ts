/** Decoders: they pass what fits, unchanged, and nothing else, however hostile. */
import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { boolean, integer, list, minorUnits, number, optional, record, text, unknown } from './decode.ts'

const decode = record({
  name: text(/^[a-z]{1,3}$/),
  size: integer(1, 9),
  rate: number,
  money: minorUnits,
  items: list(boolean, 2),
  note: optional(text(/^x$/)),
})
const good = { name: 'abc', size: 9, rate: 0.5, money: '12', items: [true], note: null }

test('what fits passes, typed, without what was not asked for', () => {
  const value = decode({ ...good, extra: 1 })
  expect(value).toEqual({ ...good, money: 12n, note: undefined })
  expectTypeOf(value.money).toEqualTypeOf<bigint>()
  expectTypeOf(value.note).toEqualTypeOf<string | undefined>()
  expectTypeOf(value.items).toEqualTypeOf<readonly boolean[]>()
})

test.each([
  ['a text that does not match', { name: 'abcd' }],
  ['a text of another type', { name: ['abc'] }],
  ['a number too small', { size: 0 }],
  ['a number too large', { size: 10 }],
  ['a fraction', { size: 1.5 }],
  ['no number', { rate: Number.NaN }],
  ['a negative amount', { money: '-1' }],
  ['an amount as a number', { money: 12 }],
  ['an amount without end', { money: '9'.repeat(39) }],
  ['a list too long', { items: [true, true, true] }],
  ['a list of something else', { items: ['true'] }],
  ['no list', { items: { length: 0 } }],
  ['an optional of another type', { note: 1 }],
  ['a missing key', { name: undefined }],
])('refused: %s', (_, change) => {
  expect(() => decode({ ...good, ...change })).toThrow(TypeError)
})

test('inherited keys do not count, and no object but a plain one passes', () => {
  expect(() => decode(Object.create(good))).toThrow(TypeError)
  for (const value of [null, undefined, 1, 'x', [], () => good]) expect(() => decode(value)).toThrow(TypeError)
  expect(({} as { polluted?: unknown }).polluted).toBe(
    record({ polluted: optional(unknown) })(JSON.parse('{"__proto__":{"polluted":1}}')).polluted,
  )
})

test('nothing but TypeError is ever thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        decode(value)
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
      }
    }),
  )
})
