/** What is typed, as values. */
import { expect, test } from 'vitest'
import { readAmount } from './readDraft.ts'

const typed = (corridor: 'NGN/bank' | 'KES/mpesa', amount: string) => readAmount({ corridor, amount, institution: '', account: '' })

test('amounts in the currency’s minor units', () => {
  expect(typed('NGN/bank', '25000')).toEqual({ payout: 2_500_000n })
  expect(typed('KES/mpesa', ' 10 ')).toEqual({ payout: 1_000n })
  expect(typed('NGN/bank', '')).toEqual({ payout: 0n })
  expect(typed('NGN/bank', '<b>')).toMatchObject({ payout: 0n, problem: expect.any(String) })
})

test('a rail of whole shillings says which ones lie beside KES 10.50', () => {
  expect(typed('KES/mpesa', '10.50')).toEqual({ payout: 0n, near: [1_000n, 1_100n] })
})
