/** The estimate of what Base charges for a transaction's bytes, against lengths that the reference implementations agree on. */
import { concatHex, type Hex, hexToBytes, keccak256, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { estimateL1Size, measureFastLz } from './l1Size.ts'

const noise = (words: number): Hex => concatHex(Array.from({ length: words }, (_, i) => keccak256(toHex(i))))

describe('FastLZ length', () => {
  test.each([
    ['nothing', new Uint8Array(0), 0],
    ['a thousand zeros', new Uint8Array(1000), 21],
    ['a thousand forty-twos', new Uint8Array(1000).fill(42), 21],
    ['three bytes', hexToBytes('0xfacade'), 4],
  ])('of %s', (_, input, length) => {
    expect(measureFastLz(input)).toBe(length)
  })

  test('of noise is its length and a control byte for every 32', () => {
    expect(measureFastLz(hexToBytes(noise(8)))).toBe(256 + 8)
  })

  test('of a repeated half is little more than that of the half', () => {
    const half = noise(8)
    const once = measureFastLz(hexToBytes(half))
    expect(measureFastLz(hexToBytes(concatHex([half, half]))) - once).toBeLessThan(24)
  })
})

describe('L1 size', () => {
  test('is at least 100 bytes', () => {
    expect(estimateL1Size('0x1234')).toBe(100)
  })

  test('grows by 0.8365 a compressed byte', () => {
    const [small, large] = [noise(8), noise(16)]
    const bytes = measureFastLz(hexToBytes(large)) - measureFastLz(hexToBytes(small))
    expect(estimateL1Size(large) - estimateL1Size(small)).toBeCloseTo(bytes * 0.8365, 6)
  })
})
