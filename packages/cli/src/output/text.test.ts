/** Tables align; lists leave out what is unknown; JSON keeps bigints as decimal strings. */
import { expect, test } from 'vitest'
import { toJsonLine } from './json.ts'
import { shorten, toList, toTable } from './text.ts'

test('columns align on their widest cell', () => {
  expect(toTable(['a', 'long'], [['wide cell', 'x']])).toBe('a          long\n─────────  ────\nwide cell  x')
})

test('undefined values are left out of lists', () => {
  expect(toList({ one: 1, none: undefined, three: 'x' })).toBe('one    1\nthree  x')
})

test('bigints become decimal strings on one line', () => {
  expect(toJsonLine({ amount: 12n, text: 'a\nb' })).toBe('{"amount":"12","text":"a\\nb"}')
})

test('long hex is shortened, short text is not', () => {
  expect(shorten('0x1234567890abcdef')).toBe('0x1234…cdef')
  expect(shorten('0x12')).toBe('0x12')
  expect(shorten(undefined)).toBe('–')
})
