/** Orders of before this database: their rows and lives are what they would be had the daemon been there. */
import type { OrderId } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { BlockHeader, BlockUpdate, ChainEvent, ChainEventBody } from '../chain/events.ts'
import { ingest } from '../ingest.ts'
import type { Clock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger } from '../runtime/silentLogger.ts'
import { setHistory } from '../store/history.ts'
import { hasOrderEvents, listOrderEventsAfter } from '../store/orderEvents.ts'
import { getOrderRecord } from '../store/orders.ts'
import { openStore } from '../store/store.ts'
import { ids, order, other, self } from './engine.fixture.ts'
import { createEngine } from './engine.ts'
import { listOrderLife, listOrderLifeAfter } from './listLife.ts'
import { replayOrder } from './replay.ts'

const [id] = ids as [OrderId]
const clock: Clock = { now: () => 5_000_000, sleep: async () => {} }

function open() {
  const store = openStore(':memory:')
  const engine = createEngine({ store, clock, self, metrics: noMetrics, logger: silentLogger })
  const folds = { apply: () => {}, keep: () => {}, restore: () => {} }
  const { dispatch, recall, remember } = engine
  const deps = { store, folds, metrics: noMetrics, dispatch, recall, remember, freeze: () => {} }
  return {
    store,
    take: (update: Parameters<typeof ingest>[1]) => ingest(deps, update),
    life: () => listOrderLife({ store, self }, id),
    effects: () => store.db.prepare('SELECT kind FROM effects WHERE done_at IS NULL').all(),
  }
}

const header = (number: number, fork = 0): BlockHeader => ({ number, hash: `0x${fork}${number}` as Hex, timestamp: 1_000 + number })
const place = (body: ChainEventBody, { number, hash, timestamp }: BlockHeader): ChainEvent => {
  return { ...body, position: { block: number, blockHash: hash, blockTime: timestamp, logIndex: 0, transactionHash: hash } }
}
const toBlock = (body: ChainEventBody, at: BlockHeader, over?: BlockUpdate['over']): BlockUpdate => {
  return { type: 'block', header: at, events: [place(body, at)], over }
}

const created: ChainEventBody = { name: 'OrderCreated', orderId: id, order }
const provider = fc.constantFrom(self, other)
const attempt = provider.map((by): readonly ChainEventBody[] => [
  { name: 'OrderClaimed', orderId: id, provider: by, route: '0x00', bond: 1n, payBy: 1_400 },
  { name: 'OrderFailed', orderId: id, provider: by, cause: 'expired' },
])
const end = fc.oneof(
  provider.map((by): readonly ChainEventBody[] => [
    { name: 'OrderClaimed', orderId: id, provider: by, route: '0x00', bond: 1n, payBy: 1_400 },
    { name: 'OrderSettled', orderId: id, provider: by, credited: 9n },
  ]),
  fc.constant<readonly ChainEventBody[]>([{ name: 'OrderRefunded', orderId: id, refundTo: other, amount: 10n }]),
)
/** A whole life, an event a block. */
const story = fc.tuple(fc.array(attempt, { maxLength: 2 }), end).map(([attempts, last]) => [created, ...attempts.flat(), ...last])
const plain = (life: ReturnType<typeof listOrderLife>) => life.map(({ type, name, state, data }) => ({ type, name, state, data }))

describe('an order that ended before this database existed', () => {
  test('property: has the row and the life that it would have, no log and nothing to do', () => {
    fc.assert(
      fc.property(story, (bodies) => {
        const [late, early] = [open(), open()]
        setHistory(late.store, bodies.length)
        for (const [index, body] of bodies.entries()) {
          late.take(toBlock(body, header(index + 1), new Set([id])))
          early.take(toBlock(body, header(index + 1)))
        }
        expect(getOrderRecord(late.store, id)).toEqual(getOrderRecord(early.store, id))
        expect(plain(late.life())).toEqual(plain(early.life()))
        expect(replayOrder(late.life(), self)).toEqual(getOrderRecord(late.store, id))
        expect([hasOrderEvents(late.store, id), late.effects()]).toEqual([false, []])
        for (const one of [late, early]) one.store.close()
      }),
      { seed: 20_261_124, numRuns: 60 },
    )
  })

  test('property: a reorganisation, or a start in the middle of its blocks, makes it news; the life still gives the row', () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.nat(), fc.boolean(), (bodies, cut, back, isCutShort) => {
        const daemon = open()
        setHistory(daemon.store, bodies.length)
        const known = isCutShort ? cut % (bodies.length + 1) : bodies.length
        for (const [index, body] of bodies.entries()) {
          daemon.take(toBlock(body, header(index + 1), index < known ? new Set([id]) : new Set()))
        }
        const to = back % (bodies.length + 1)
        daemon.take({ type: 'reorg', to: header(to) })
        for (const [index, body] of bodies.entries()) if (index >= to) daemon.take(toBlock(body, header(index + 1, 1), new Set([id])))
        expect(replayOrder(daemon.life(), self)).toEqual(getOrderRecord(daemon.store, id))
        expect(getOrderRecord(daemon.store, id)?.ended).toBeDefined()
        const numbers = daemon.life().map(({ seq }) => seq)
        expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right))
        daemon.store.close()
      }),
      { seed: 20_261_124, numRuns: 200 },
    )
  })

  test('is read a page at a time, and is no part of what all orders did', () => {
    const daemon = open()
    const bodies: readonly ChainEventBody[] = [created, { name: 'OrderRefunded', orderId: id, refundTo: other, amount: 10n }]
    setHistory(daemon.store, 2)
    for (const [index, body] of bodies.entries()) daemon.take(toBlock(body, header(index + 1), new Set([id])))
    const after = (seq: number, limit: number) => listOrderLifeAfter({ store: daemon.store, self }, seq, limit, id).map(({ type }) => type)
    expect([after(0, 1), after(1, 9), after(2, 9)]).toEqual([['chainCreated'], ['chainRefunded'], []])
    expect(listOrderEventsAfter(daemon.store, 0, 9)).toEqual([])
    daemon.store.close()
  })
})

test('orders that end after it, or go on, are told and acted on as ever', () => {
  const daemon = open()
  setHistory(daemon.store, 1)
  daemon.take(toBlock(created, header(1), new Set()))
  daemon.take(toBlock({ name: 'OrderRefunded', orderId: id, refundTo: other, amount: 10n }, header(2), new Set([id])))
  expect(listOrderEventsAfter(daemon.store, 0, 9).map(({ type }) => type)).toEqual(['chainCreated', 'chainRefunded'])
  daemon.store.close()
})
