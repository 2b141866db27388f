/** When a batch waits for cheaper gas, and everything that is more important. */
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import type { OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { createHold, type HoldDeps } from './createHold.ts'

const NOW = 1_000_000_000
const { signal } = new AbortController()
const clock: Clock = { now: () => NOW, sleep: async () => {} }
const token: Address = '0x0000000000000000000000000000000000000001'
const held = ({ age = 5_000, amount = 10n, payIn = 3_600 }: { age?: number; amount?: bigint; payIn?: number } = {}) => ({
  record: { order: { token, amount }, payBy: NOW / 1_000 + payIn } as unknown as OrderRecord, // what deciding reads
  since: NOW - age,
})
const open = (over: Partial<HoldDeps> = {}) =>
  createHold({
    clock,
    patienceMs: 20_000,
    percentile: 75,
    getBaseFees: async () => [1n, 2n, 3n, 4n, 9n],
    freeOf: () => 1_000n,
    ...over,
  })

describe('hold', () => {
  test('behavior: waits while the next block is dearer than the percentile of the last ones', async () => {
    expect(await open()([held()], signal)).toBe(true)
    expect(await open({ getBaseFees: async () => [1n, 2n, 3n, 4n, 4n] })([held()], signal)).toBe(true)
  })

  test.each([
    ['the next block is as cheap as three in four', {}, [1n, 2n, 3n, 4n, 3n]],
    ['fees do not move, as on a local chain', {}, [7n, 7n, 7n]],
    ['nothing is known but the next block', {}, [7n]],
    ['nothing is known', {}, []],
  ])('behavior: goes when %s', async (_name, over, fees: readonly bigint[]) => {
    expect(await open({ ...over, getBaseFees: async () => fees })([held()], signal)).toBe(false)
  })

  test('behavior: goes when its first order has waited long enough, whatever the others', async () => {
    expect(await open()([held({ age: 100 }), held({ age: 20_000 })], signal)).toBe(false)
    expect(await open({ patienceMs: 0 })([held({ age: 0 })], signal)).toBe(false)
  })

  test('behavior: goes when a deadline comes near', async () => {
    expect(await open()([held(), held({ payIn: 60 })], signal)).toBe(false)
    expect(await open()([held(), held({ payIn: 61 })], signal)).toBe(true)
  })

  test('behavior: goes when the provider needs the money to claim more', async () => {
    expect(await open({ freeOf: () => 20n })([held(), held()], signal)).toBe(false)
    expect(await open({ freeOf: () => 21n })([held(), held()], signal)).toBe(true)
  })

  test('error: a chain that does not answer is not waited for', async () => {
    expect(await open({ getBaseFees: () => Promise.reject(new Error('down')) })([held()], signal)).toBe(false)
  })
})
