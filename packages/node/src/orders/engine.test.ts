/** A batch of dispatches leaves the rows that the same dispatches leave one by one. */
import { fromJson } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger } from '../runtime/silentLogger.ts'
import { getOrderRecord } from '../store/orders.ts'
import { openStore, type Store } from '../store/store.ts'
import { created, events, ids, self } from './engine.fixture.ts'
import { createEngine } from './engine.ts'
import type { OrderEvent } from './types.ts'

/** A store with an engine; `now` is the time of what is dispatched. */
function open() {
  const store = openStore(':memory:')
  const time = { now: 1_000 }
  const clock: Clock = { now: () => time.now, sleep: async () => {} }
  return { store, time, engine: createEngine({ store, clock, self, metrics: noMetrics, logger: silentLogger }) }
}

/** Everything that is known of orders, but for what counts writes: `version`, `updated_at` and the effects' own numbers. */
const dump = ({ db }: Store) => [
  db
    .prepare<[], { record: string }>('SELECT id, corridor, payer, state, record, created_block, created_at FROM orders ORDER BY id')
    .all()
    .map((row) => ({ ...row, record: fromJson(row.record) })), // fields may stand in another order
  db.prepare('SELECT order_id, type, name, state, data, at FROM order_events ORDER BY seq').all(),
  db.prepare('SELECT order_id, kind, due_at, leased_until, done_at FROM effects ORDER BY order_id, kind').all(),
]

/** The worker is at the first order's effects. (By hand: which of those due at one time it takes first depends on their numbers.) */
const hold = ({ db }: Store) =>
  db.prepare('UPDATE effects SET leased_until = 1000000, attempts = attempts + 1 WHERE done_at IS NULL AND order_id = ?').run(ids[0])

const step = fc.record({ order: fc.nat({ max: ids.length - 1 }), event: fc.constantFrom(...events) })
type Step = { readonly order: number; readonly event: OrderEvent }
const idOf = ({ order }: Step) => ids[order] as (typeof ids)[number]

describe('batch', () => {
  test('property: any history leaves the same rows, wherever batches begin and end', () => {
    const [single, batched] = [open(), open()]
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 12 }), { maxLength: 4 }), fc.boolean(), (parts, isRunning) => {
        for (const { store } of [single, batched]) {
          for (const table of ['orders', 'order_events', 'effects']) store.db.exec(`DELETE FROM ${table}`)
        }
        const dispatch = ({ engine, time }: ReturnType<typeof open>, one: Step, at: number) => {
          time.now = at
          engine.dispatch(idOf(one), one.event)
        }
        let at = 1_000
        const first = ids.map((_id, order) => ({ order, event: created }))
        for (const part of [first, ...parts]) {
          const start = at
          for (const one of part) dispatch(single, one, at++)
          batched.engine.batch(() => {
            for (const [index, one] of part.entries()) dispatch(batched, one, start + index)
          })
          if (isRunning) for (const { store } of [single, batched]) hold(store)
        }
        expect(dump(batched.store)).toEqual(dump(single.store))
      }),
      { seed: 20_261_123, numRuns: 300 },
    )
    for (const { store } of [single, batched]) store.close()
  }, 120_000)

  test('error: a throw leaves nothing of the batch, and the next one starts afresh', () => {
    const { store, engine } = open()
    const id = ids[0] as (typeof ids)[number]
    const failing = () =>
      engine.batch(() => {
        engine.dispatch(id, created)
        throw new Error('disk full')
      })
    expect(failing).toThrow('disk full')
    expect(dump(store)).toEqual([[], [], []])
    engine.dispatch(id, created)
    expect(getOrderRecord(store, id)?.state).toBe('seen')
    store.close()
  })
})
