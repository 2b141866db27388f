/** Order events per second through the real engine into a real database file, every commit flushed to disk before the next one. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OrderId, PaymentReference } from '@paynode/sdk/protocol'
import { createEngine } from '../../../node/src/orders/engine.ts'
import type { OrderEvent } from '../../../node/src/orders/types.ts'
import { systemClock } from '../../../node/src/runtime/clock.ts'
import { noMetrics } from '../../../node/src/runtime/metrics.ts'
import { openStore } from '../../../node/src/store/store.ts'
import { makeOrder, self } from './makeOrders.ts'
import { quiet } from './quiet.ts'

/** What was measured. A life is the eight events of an order that this daemon claims, pays and settles. */
export type EngineBench = {
  readonly orders: number
  readonly events: number
  /** 64 orders at a time, as the worker runs them: what is ready in the same turn shares a flush, and each waits until it is durable. */
  readonly eventsPerSecond: number
  /** How long an event waits until it is durable there. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** One order after the other: a flush per event. */
  readonly alonePerSecond: number
  /** Bytes of the database per order, when all have ended. */
  readonly bytesPerOrder: number
  /** Bare flushed one-row commits per second of this disk: what the first figure is to be compared with. */
  readonly diskCommitsPerSecond: number
}

/** Orders that the worker moves at a time. */
const LANES = 64

/** Runs `orders` whole lives. @throws when an order does not end settled. */
export async function benchEngine({ orders }: { readonly orders: number }): Promise<EngineBench> {
  const folder = mkdtempSync(join(tmpdir(), 'paynode-bench-'))
  const path = join(folder, 'paynode.db')
  const store = openStore(path, { exclusive: true })
  try {
    const engine = createEngine({ store, clock: systemClock, self, metrics: noMetrics, logger: quiet })
    const lives = Array.from({ length: orders + Math.ceil(orders / 10) }, (_, index) => makeLife(index))
    const together = lives.slice(0, orders)
    const alone = lives.slice(orders).flat()
    const times: number[] = []
    const lane = async () => {
      for (let life = together.pop(); life; life = together.pop()) {
        for (const { id, event } of life) {
          const before = performance.now()
          await store.commit(() => engine.dispatch(id, event))
          times.push(performance.now() - before)
        }
      }
    }
    const started = performance.now()
    await Promise.all(Array.from({ length: LANES }, lane))
    const seconds = (performance.now() - started) / 1_000
    const aloneStarted = performance.now()
    for (const { id, event } of alone) engine.dispatch(id, event)
    const aloneSeconds = (performance.now() - aloneStarted) / 1_000
    const row = store.db.prepare<[], { settled: number }>("SELECT count(*) AS settled FROM orders WHERE state = 'settled'").get()
    if (row?.settled !== lives.length) throw new Error(`${row?.settled} of ${lives.length} orders are settled`)
    store.db.pragma('wal_checkpoint(TRUNCATE)')
    times.sort((left, right) => left - right)
    return {
      orders,
      events: times.length,
      eventsPerSecond: Math.round(times.length / seconds),
      p50Ms: round(times[Math.floor(times.length / 2)] ?? 0),
      p99Ms: round(times[Math.floor(times.length * 0.99)] ?? 0),
      alonePerSecond: Math.round(alone.length / aloneSeconds),
      bytesPerOrder: Math.round(statSync(path).size / lives.length),
      diskCommitsPerSecond: measureDisk(join(folder, 'bare.db')),
    }
  } finally {
    store.close()
    rmSync(folder, { recursive: true })
  }
}

function makeLife(index: number): readonly { readonly id: OrderId; readonly event: OrderEvent }[] {
  const { id, order, at } = makeOrder(index)
  const events: readonly OrderEvent[] = [
    { type: 'chainCreated', order, position: at(0) },
    { type: 'routed', ranking: [self], route: `0x${'09'.repeat(32)}`, rank: 0 },
    { type: 'claimSent', transactionHash: `0x${'03'.repeat(32)}` },
    { type: 'chainClaimed', provider: self, payBy: order.claimBy + 600, position: at(1) },
    { type: 'payoutStarted', reference: `pn${index}` as PaymentReference },
    { type: 'payoutSucceeded', paidAt: order.claimBy, amount: order.payout },
    { type: 'attested', attesters: [self] },
    { type: 'chainSettled', provider: self, position: at(2) },
  ]
  return events.map((event) => ({ id, event }))
}

function measureDisk(path: string): number {
  const { db, close } = openStore(path)
  db.exec('CREATE TABLE bare (value TEXT)')
  const insert = db.prepare('INSERT INTO bare VALUES (?)')
  const started = performance.now()
  for (let count = 0; count < 2_000; count++) insert.run('x'.repeat(100))
  const seconds = (performance.now() - started) / 1_000
  close()
  return Math.round(2_000 / seconds)
}

const round = (ms: number) => Math.round(ms * 1_000) / 1_000
