/** When money may leave, by the chain. */
import { expect, test } from 'vitest'
import type { OrderRecord } from '../orders/types.ts'
import { createIsPayable } from './createIsPayable.ts'

const record = { order: { amount: 10n }, created: { block: 5 }, claimedAt: { block: 10 }, payBy: 1_000 } as OrderRecord
const open = (number: number, timestamp: number, agreed = true) =>
  createIsPayable({
    view: { head: () => ({ number, timestamp, hash: '0x01', parentHash: '0x00' }) },
    confirmationsOf: (amount) => Number(amount) / 5,
    marginMs: () => 8_000,
    isAgreed: () => agreed,
  })

test.each([
  ['deep enough and in time', 12, 991, true, true],
  ['one block short', 11, 991, true, false],
  ['the chain’s clock says the window is over', 12, 992, true, false],
  ['an hour past by the chain’s clock', 12, 4_600, true, false],
  ['endpoints do not agree', 12, 991, false, false],
])('%s', (_name, number, timestamp, agreed, payable) => {
  expect(open(number, timestamp, agreed)(record)).toBe(payable)
})

test('nothing is paid without a claim, a deadline, or a head', () => {
  const { claimedAt: _claim, ...unclaimed } = record
  const { payBy: _payBy, ...endless } = record
  expect(open(12, 900)(unclaimed)).toBe(false)
  expect(open(12, 900)(endless)).toBe(false)
  const blind = createIsPayable({ view: { head: () => undefined }, confirmationsOf: () => 0, marginMs: () => 0, isAgreed: () => true })
  expect(blind(record)).toBe(false)
})
