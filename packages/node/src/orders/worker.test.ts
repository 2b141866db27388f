/** Engine and worker on a real database: crashes between any two steps, one effect of a kind at a time, stale rankings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOrder, type Order, type OrderId, orderDefaults, toPaymentReference } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { getNextDue } from '../store/effects.ts'
import { listOrderEvents, listOrderEventsAfter } from '../store/orderEvents.ts'
import { getOrderRecord, listOrderRecords } from '../store/orders.ts'
import { openStore } from '../store/store.ts'
import { createEngine } from './engine.ts'
import type { EffectHandler, EffectHandlers, EffectKind, OrderEvent } from './types.ts'
import { startWorker } from './worker.ts'

const self: Address = '0x00000000000000000000000000000000000000A1'
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const nothing: EffectHandler = async () => ({ type: 'events', events: [] })
const position = (block: number, blockHash: Hex = `0x0${block}`) => ({
  block,
  blockHash,
  blockTime: block,
  logIndex: 0,
  transactionHash: '0x02' as Hex,
})
const kinds: readonly EffectKind[] = ['route', 'claim', 'payout', 'query', 'giveUp', 'settle', 'expire', 'reclaim', 'finish']
const order: Order = {
  ...orderDefaults,
  payer: self,
  refundTo: self,
  token: self,
  amount: 10n,
  payout: 1_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 4_000_000_000,
  turnSeconds: 1,
  claimBy: 4_000_000_000,
  payWindow: 600,
  salt: 1n,
}
const id = hashOrder(order, { chainId: 1, escrow: self })
const created: OrderEvent = { type: 'chainCreated', order, position: position(1) }
const ranked = (route: Hex): OrderEvent => ({ type: 'routed', ranking: [self], route, rank: 0 })

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function open(file: string, handlers: Partial<EffectHandlers>, onFatal: (error: unknown) => void = (error) => expect.fail(String(error))) {
  const store = openStore(file)
  const engine = createEngine({ store, clock: systemClock, self, metrics: noMetrics, logger: quiet })
  const abort = new AbortController()
  const all = { ...(Object.fromEntries(kinds.map((kind) => [kind, nothing])) as EffectHandlers), ...handlers }
  const start = () =>
    startWorker({ store, engine, handlers: all, clock: systemClock, metrics: noMetrics, logger: quiet, signal: abort.signal, onFatal })
  let worker: ReturnType<typeof startWorker> | undefined
  const daemon = {
    store,
    engine,
    start: () => {
      worker = start()
      return daemon
    },
    dispatch: (event: OrderEvent) => {
      engine.dispatch(id, event)
      worker?.wake()
    },
    state: () => getOrderRecord(store, id)?.state,
    /** kill -9: what runs is never heard of again. */
    crash: () => {
      abort.abort()
      store.close()
    },
    close: async () => {
      await worker?.close()
      store.close()
    },
  }
  return daemon
}
const inMemory = (handlers: Partial<EffectHandlers> = {}) => {
  const daemon = open(':memory:', handlers)
  closers.push(daemon.close)
  return daemon
}
const until = (look: () => unknown) => expect.poll(look, { interval: 5, timeout: 10_000 })

describe('engine', () => {
  test('saves record, event and effects together, or nothing', () => {
    const daemon = inMemory()
    daemon.dispatch(created)
    expect(listOrderRecords(daemon.store, { payer: self, state: 'seen' })).toHaveLength(1)
    expect(listOrderEvents(daemon.store, id)).toMatchObject([{ type: 'chainCreated', name: 'order.created', state: 'seen', data: created }])
    expect(() =>
      daemon.store.transaction(() => {
        daemon.dispatch(ranked('0x01'))
        throw new Error('outer')
      }),
    ).toThrow('outer')
    expect(daemon.state()).toBe('seen')
    expect(listOrderEventsAfter(daemon.store, 0, 10)).toHaveLength(1)
  })

  test('ignores what changes nothing and what concerns no order', () => {
    const daemon = inMemory()
    expect(daemon.engine.dispatch(id, ranked('0x01'))).toBeUndefined()
    daemon.dispatch(created)
    daemon.dispatch({ type: 'payoutStarted', reference: toPaymentReference(id) })
    expect(listOrderEvents(daemon.store, id)).toHaveLength(1)
  })
})

describe('worker', () => {
  test('backs off after a throw and joins what runs at close', async () => {
    let tries = 0
    let ended = false
    const daemon = inMemory({
      route: async () => {
        tries += 1
        if (tries < 3) throw new Error('not yet')
        return { type: 'events', events: [ranked('0x01')] }
      },
      claim: async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        ended = true
        return { type: 'events', events: [] }
      },
    }).start()
    daemon.dispatch(created)
    await until(daemon.state).toBe('routed')
    expect(tries).toBe(3)
    await closers.pop()?.()
    expect(ended).toBe(true)
  })

  test('a ranking of a block that a reorg replaced is dropped, and the order ranked anew, one at a time', async () => {
    const gate = Promise.withResolvers<void>()
    let runs = 0
    let now = 0
    let most = 0
    const daemon = inMemory({
      route: async () => {
        const run = ++runs
        most = Math.max(most, ++now)
        if (run === 1) await gate.promise
        now -= 1
        return { type: 'events', events: [ranked(run === 1 ? '0x01' : '0x02')] }
      },
    }).start()
    daemon.dispatch(created)
    await until(() => runs).toBe(1)
    daemon.dispatch({ type: 'chainReorged', toBlock: 0, replay: [] })
    daemon.dispatch({ type: 'chainCreated', order, position: position(1, '0xff') })
    gate.resolve()
    await until(daemon.state).toBe('routed')
    expect(getOrderRecord(daemon.store, id)).toMatchObject({ route: '0x02', created: { blockHash: '0xff' } })
    expect([runs, most]).toEqual([2, 1])
  })

  test('an effect that is asked for while it runs runs once more', async () => {
    const gate = Promise.withResolvers<void>()
    let runs = 0
    const daemon = inMemory({
      route: async () => {
        if (++runs === 1) await gate.promise
        return { type: 'events', events: [ranked('0x01')] }
      },
    }).start()
    daemon.dispatch(created)
    await until(() => runs).toBe(1)
    daemon.dispatch({ type: 'chainReorged', toBlock: 1, replay: [created] }) // still unranked: route again
    gate.resolve()
    await until(daemon.state).toBe('routed')
    expect(runs).toBe(2)
  })

  test('what a cancelled handler did outside is still told', async () => {
    const gate = Promise.withResolvers<void>()
    const daemon = inMemory({
      payout: async () => {
        daemon.dispatch({ type: 'payoutStarted', reference: toPaymentReference(id) })
        await gate.promise
        return { type: 'events', events: [{ type: 'payoutSucceeded', paidAt: 7, amount: 1_000n }] }
      },
    }).start()
    daemon.dispatch(created)
    daemon.dispatch({ type: 'chainClaimed', provider: self, payBy: 900, position: position(2) })
    await until(daemon.state).toBe('paying')
    daemon.dispatch({ type: 'chainRefunded', position: position(3) })
    expect(daemon.state()).toBe('flagged')
    gate.resolve()
    await until(() => getOrderRecord(daemon.store, id)?.paidAt).toBe(7)
    expect(daemon.state()).toBe('flagged')
  })
})

test('a store that refuses writes stops the worker and is told once', async () => {
  const told: unknown[] = []
  const daemon = open(
    ':memory:',
    {
      route: async () => {
        daemon.store.db.pragma('query_only = ON') // what a full or read-only disk does to every write
        return { type: 'events', events: [ranked('0x01')] }
      },
    },
    (error) => told.push(error),
  )
  closers.push(daemon.close)
  daemon.dispatch(created)
  daemon.start()
  await until(() => told.length).toBe(1)
  expect(told[0]).toMatchObject({ code: 'SQLITE_READONLY' })
  expect(daemon.state()).toBe('seen')
  daemon.store.db.pragma('query_only = OFF')
  daemon.engine.dispatch(id, ranked('0x01'))
  expect([daemon.state(), told.length]).toEqual(['routed', 1])
})

/** A world that survives crashes: a PSP that pays once per reference, a chain that answers. The handlers ask it first, as real ones do. */
function createWorld() {
  const paid: string[] = []
  let recorded = false
  const handlers = (crashAt: (point: string) => void): Partial<EffectHandlers> => ({
    route: async () => {
      crashAt('route')
      return { type: 'events', events: [ranked('0x01')] }
    },
    payout: async ({ record }) => {
      crashAt('payout')
      if (record.state === 'claimed' && !recorded) {
        recorded = true
        daemonNow?.engine.dispatch(id, { type: 'payoutStarted', reference: toPaymentReference(id) })
        crashAt('recorded')
        paid.push(toPaymentReference(id))
        crashAt('sent')
      }
      return { type: 'events', events: [{ type: 'payoutUnknown', reason: 'ask' }] }
    },
    query: async () => {
      crashAt('query')
      if (paid.length === 0) return { type: 'events', events: [{ type: 'payoutFailed', cause: 'other', reason: 'never sent' }] }
      return { type: 'events', events: [{ type: 'payoutSucceeded', paidAt: 5, amount: 1_000n }] }
    },
    settle: async () => {
      crashAt('settle')
      return { type: 'events', events: [{ type: 'attested', attesters: [] }] }
    },
  })
  let daemonNow: ReturnType<typeof open> | undefined
  const use = (daemon: ReturnType<typeof open>) => {
    daemonNow = daemon
  }
  return { paid, handlers, use }
}

test.each(['route', 'payout', 'recorded', 'sent', 'query', 'settle'])('kill -9 at %s: the order goes on, one payout', async (point) => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-'))
  closers.push(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'node.sqlite')
  const world = createWorld()
  const crashed = Promise.withResolvers<void>()
  const never = new Promise<never>(() => {})
  const boot = (fatal: string | undefined) => {
    const handlers = world.handlers((at) => {
      if (at !== fatal) return
      daemon.crash()
      crashed.resolve()
      throw never // thrown away with the process
    })
    const daemon = open(file, handlers)
    world.use(daemon)
    return daemon
  }
  const first = boot(point)
  first.dispatch(created)
  if (point !== 'route') first.dispatch({ type: 'chainClaimed', provider: self, payBy: 900, position: position(2) })
  first.start()
  await crashed.promise
  const second = boot(undefined)
  closers.push(second.close)
  expect(getNextDue(second.store)).toBeDefined()
  second.start()
  if (point === 'route') {
    await until(second.state).toBe('routed')
    second.dispatch({ type: 'chainClaimed', provider: self, payBy: 900, position: position(2) })
  }
  await until(second.state).toBe(point === 'recorded' ? 'failed' : 'paid')
  expect(world.paid).toHaveLength(point === 'recorded' ? 0 : 1)
})

test('bigints and ids survive the store', () => {
  const daemon = inMemory()
  daemon.dispatch(created)
  expect(getOrderRecord(daemon.store, id)).toMatchObject({ id, order, corridor: 'NGN/bank' })
  expect(getOrderRecord(daemon.store, `0x${'0'.repeat(64)}` as OrderId)).toBeUndefined()
})
