/** Listing orders: filters, pages without gaps or repeats, newest first, through an index. */
import type { OrderId } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecord } from '../api/api.fixture.ts'
import { explainQuery } from './explainQuery.fixture.ts'
import { listOrderRecords, type OrderFilter, saveOrderRecord } from './orders.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
})
afterEach(() => store.close())

const save = (count: number) => {
  for (let index = 0; index < count; index++) {
    const record = createRecord({}, BigInt(index))
    saveOrderRecord(store, { ...record, created: { ...record.created, block: Math.floor(index / 3) } }, 1)
  }
}

test('pages cover everything once, several orders in a block included', () => {
  save(20)
  const seen: OrderId[] = []
  let after: { block: number; id: OrderId } | undefined
  for (;;) {
    const page = listOrderRecords(store, { limit: 4, after })
    if (page.length === 0) break
    seen.push(...page.map(({ id }) => id))
    const last = page.at(-1)!
    after = { block: last.created.block, id: last.id }
  }
  expect(seen).toHaveLength(20)
  expect(new Set(seen).size).toBe(20)
  expect(seen).toEqual(listOrderRecords(store).map(({ id }) => id))
})

test('filters hold, however the payer is spelt', () => {
  save(3)
  const { payer } = createRecord().order
  expect(listOrderRecords(store, { payer: payer.toLowerCase() })).toHaveLength(3)
  expect(listOrderRecords(store, { payer: payer.replace(/.$/, (digit) => (digit === '1' ? '2' : '1')) })).toEqual([])
  expect(listOrderRecords(store, { state: 'settled' })).toEqual([])
  expect(listOrderRecords(store, { corridor: 'NGN/bank', state: 'routed' })).toHaveLength(3)
})

test('a page is read through an index, not by sorting everything', () => {
  const plan = (filter: OrderFilter) => explainQuery(store, filter, () => listOrderRecords(store, filter))
  expect(plan({ limit: 5 })).toContain('orders_created')
  const byPayer = plan({ payer: '0x', limit: 5 })
  expect(byPayer).toContain('orders_payer_created')
  expect(byPayer).not.toContain('TEMP B-TREE')
})
