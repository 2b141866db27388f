/** The event log is the whole story: replaying it gives the row, whatever happened. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger } from '../runtime/silentLogger.ts'
import { listOrderEvents } from '../store/orderEvents.ts'
import { getOrderRecord } from '../store/orders.ts'
import { openStore } from '../store/store.ts'
import { created, events, ids, self } from './engine.fixture.ts'
import { createEngine } from './engine.ts'
import { replayOrder } from './replay.ts'

test('property: replaying the log of any history gives its row', () => {
  const store = openStore(':memory:')
  const id = ids[0] as (typeof ids)[number]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 25 }), (history) => {
      for (const table of ['orders', 'order_events', 'effects']) store.db.exec(`DELETE FROM ${table}`)
      let now = 1_000
      const clock: Clock = { now: () => now++, sleep: async () => {} }
      const engine = createEngine({ store, clock, self, metrics: noMetrics, logger: silentLogger })
      for (const event of [created, ...history]) engine.dispatch(id, event)
      const log = listOrderEvents(store, id)
      expect(replayOrder(log, self)).toEqual(getOrderRecord(store, id))
      // Each prefix of the log leads to the state that was logged with it.
      for (const [index, { state }] of log.entries()) expect(replayOrder(log.slice(0, index + 1), self)?.state).toBe(state)
    }),
    { seed: 20_261_123, numRuns: 500 },
  )
  store.close()
}, 120_000)
