/** Reading the log: pages of all events and of one order, each without looking at the others. */
import type { OrderId } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { appendOrderEvent, listOrderEventsAfter } from './orderEvents.ts'
import { openStore } from './store.ts'

test('one order’s events are found through its index, in order, after a sequence number', () => {
  const store = openStore(':memory:')
  const id = (digit: string) => `0x${digit.repeat(64)}` as OrderId
  for (const digit of ['1', '2', '1', '1', '2']) {
    appendOrderEvent(store, { orderId: id(digit), event: { type: 'declined', reason: digit }, name: undefined, state: 'declined', at: 1 })
  }
  const read = (...given: [number, number, OrderId?]) => listOrderEventsAfter(store, ...given).map(({ seq }) => seq)
  expect([read(0, 10), read(2, 2), read(0, 10, id('1')), read(1, 1, id('1')), read(5, 10)]).toEqual([
    [1, 2, 3, 4, 5],
    [3, 4],
    [1, 3, 4],
    [3],
    [],
  ])
  const plan = store.db.prepare("EXPLAIN QUERY PLAN SELECT * FROM order_events WHERE order_id = '' AND seq > 0 ORDER BY seq LIMIT 1").all()
  expect(JSON.stringify(plan)).toContain('order_events_order')
  store.close()
})
