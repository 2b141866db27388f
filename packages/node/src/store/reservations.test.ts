/** Orders under way: counted by corridor, straight from the few that are, however many there were. */
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { explainQuery } from './explainQuery.fixture.ts'
import { countReserved, putReservation, setReservationState, sumHeldForClaims } from './reservations.ts'
import { openStore, type Store } from './store.ts'

function place(store: Store, id: string, corridor: Corridor): void {
  store.db
    .prepare(
      `INSERT INTO orders (id, corridor, payer, state, record, created_block, created_at, updated_at, version) VALUES (?, ?, '0xA', 'paid', '{}', 1, 1, 1, 1)`,
    )
    .run(id, corridor)
  putReservation(store, { orderId: id as OrderId, psp: 'sandbox', amount: { value: 5n, currency: 'NGN' }, at: 1 })
}

test('counts what is reserved in a corridor, without the order that asks', () => {
  const store = openStore(':memory:')
  for (const id of ['one', 'two', 'posted', 'voided', 'asking']) place(store, id, 'NGN/bank')
  place(store, 'elsewhere', 'KES/mpesa')
  setReservationState(store, 'posted' as OrderId, 'posted', 2)
  setReservationState(store, 'voided' as OrderId, 'voided', 2)
  expect(countReserved(store, { corridor: 'NGN/bank', except: 'asking' as OrderId })).toBe(2)
  store.close()
})

test.each<[string, (store: Store) => unknown]>([
  ['countReserved', (store) => countReserved(store, { corridor: 'NGN/bank', except: 'x' as OrderId })],
  ['sumHeldForClaims', (store) => sumHeldForClaims(store, { currency: 'NGN', except: 'x' as OrderId })],
])('%s reads no reservation that has ended', (_name, read) => {
  const store = openStore(':memory:')
  const values = { currency: 'NGN', corridor: 'NGN/bank', except: 'x' }
  expect(explainQuery(store, values, () => read(store))).toContain('reservations_open')
  store.close()
})
