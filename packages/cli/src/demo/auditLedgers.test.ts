/** The audit finds what it is there to find. */
import { type OrderId, toPaymentReference } from '@paynode/sdk/protocol'
import { zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import type { OrderFacts } from '../flow/followOrders.ts'
import { auditLedger, isBalanced, type LedgerPayment } from './auditLedgers.ts'

const fact = { transaction: '0x', block: 1n, logIndex: 0, time: 1 } as const
const order = (byte: string, payout: bigint): OrderFacts => ({
  id: `0x${byte.repeat(32)}` as OrderId,
  corridor: 'NGN/bank',
  amount: 1n,
  payout,
  locked: fact,
  claims: [],
  failures: [],
  settled: { ...fact, provider: zeroAddress },
})
const pay = ({ id, payout }: OrderFacts): LedgerPayment => ({
  reference: toPaymentReference(id),
  owner: zeroAddress,
  amount: payout,
  corridor: 'NGN/bank',
})
const [first, second] = [order('aa', 100n), order('bb', 250n)]

test('one payment per settled order balances', () => {
  const audit = auditLedger('NGN/bank', [pay(first), pay(second)], [first, second])
  expect(isBalanced(audit)).toBe(true)
  expect(audit).toMatchObject({ paid: 350n, owed: 350n, payments: 2 })
})

test('a second payment under one reference is a double', () => {
  const audit = auditLedger('NGN/bank', [pay(first), pay(first), pay(second)], [first, second])
  expect(audit.doubles).toEqual([pay(first).reference])
  expect(isBalanced(audit)).toBe(false)
})

test('equal sums do not hide a missing and a strange payment', () => {
  const stranger = { ...pay(order('cc', 250n)) }
  const audit = auditLedger('NGN/bank', [pay(first), stranger], [first, second])
  expect(audit.paid).toBe(audit.owed)
  expect(audit.missing).toEqual([second.id])
  expect(isBalanced(audit)).toBe(false)
})

test('other corridors do not count', () => {
  expect(isBalanced(auditLedger('KES/mpesa', [], [first, second]))).toBe(true)
})
