/** What a payer took: live reservations of a corridor, in a window, and nothing else. */
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { explainQuery } from './explainQuery.fixture.ts'
import { sumTakenByPayer } from './payerTotals.ts'
import { putReservation, setReservationState } from './reservations.ts'
import { openStore } from './store.ts'

test('sums reserved and posted amounts of one payer and corridor, without the order that asks', () => {
  const store = openStore(':memory:')
  const insert = store.db.prepare(
    `INSERT INTO orders (id, corridor, payer, state, record, created_block, created_at, updated_at, version) VALUES (?, ?, ?, 'paid', '{}', 1, 1, 1, 1)`,
  )
  const place = (id: string, payer: string, corridor: Corridor, value: bigint, at: number) => {
    insert.run(id, corridor, payer)
    putReservation(store, { orderId: id as OrderId, psp: 'sandbox', amount: { value, currency: 'NGN' }, at })
  }
  const big = 10n ** 30n
  place('early', '0xA', 'NGN/bank', 1n, 99)
  place('reserved', '0xA', 'NGN/bank', big, 100)
  place('posted', '0xA', 'NGN/bank', 20n, 100)
  place('voided', '0xA', 'NGN/bank', 40n, 100)
  place('asking', '0xA', 'NGN/bank', 80n, 100)
  place('elsewhere', '0xA', 'KES/mpesa', 160n, 100)
  place('stranger', '0xB', 'NGN/bank', 320n, 100)
  setReservationState(store, 'posted' as OrderId, 'posted', 101)
  setReservationState(store, 'voided' as OrderId, 'voided', 101)
  const total = sumTakenByPayer(store, { payer: '0xA', corridor: 'NGN/bank', since: 100, except: 'asking' as OrderId })
  expect(total).toBe(big + 20n)
  store.close()
})

test("goes straight to a payer's orders", () => {
  const store = openStore(':memory:')
  const plan = explainQuery(store, ['0xA', 'NGN/bank', 'asking', 100], () =>
    sumTakenByPayer(store, { payer: '0xA', corridor: 'NGN/bank', since: 100, except: 'asking' as OrderId }),
  )
  expect(plan).toContain('SEARCH orders USING INDEX orders_payer_created')
  store.close()
})
