/** Identifiers: only well-formed ones get their brand, and a reference belongs to one order. */
import fc from 'fast-check'
import { keccak256, stringToHex, toHex } from 'viem'
import { expect, test } from 'vitest'
import { hashPaymentReference, toOrderId, toPaymentReference } from './ids.ts'

const id = (text: string) => toOrderId(keccak256(stringToHex(text)))

test('toOrderId lowers the case', () => {
  expect(toOrderId(`0x${'AB'.repeat(32)}`)).toBe(`0x${'ab'.repeat(32)}`)
})

test.each(['', '0x', `0x${'ab'.repeat(31)}`, `0x${'ab'.repeat(33)}`, `0x${'a'.repeat(63)}`, `0x${'zz'.repeat(32)}`, 'ab'.repeat(32)])(
  'toOrderId refuses "%s"',
  (text) => {
    expect(() => toOrderId(text)).toThrow(TypeError)
  },
)

test('a reference is lower-case letters and digits that every PSP takes, for life', () => {
  expect(toPaymentReference(id('order'))).toMatchInlineSnapshot(`"pn6jrrq253htvh7nsdzauqa5jzxv"`)
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      expect(toPaymentReference(toOrderId(toHex(bytes)))).toMatch(/^pn[a-z2-7]{26}$/)
    }),
  )
})

test('different orders have different references', () => {
  const references = new Set(Array.from({ length: 500 }, (_, index) => toPaymentReference(id(String(index)))))
  expect(references.size).toBe(500)
})

test('hashPaymentReference hashes the UTF-8 text, as attestations do', () => {
  const reference = toPaymentReference(id('order'))
  expect(hashPaymentReference(reference)).toBe(keccak256(new TextEncoder().encode(reference)))
})
