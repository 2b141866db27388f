/** Reading the log: pages of all events and of one order, each without looking at the others. */
import type { OrderId } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { explainQuery } from './explainQuery.fixture.ts'
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
  const plan = explainQuery(store, { seq: 0, limit: 1, orderId: id('1') }, () => read(0, 1, id('1')))
  expect(plan).toContain('order_events_order')
  store.close()
})
