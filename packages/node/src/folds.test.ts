/** What a daemon makes of the chain does not depend on when it was restarted, nor on what it had saved before a reorganisation. */
import { type Corridor, fromJson, type OrderId, toJson } from '@paynode/sdk/protocol'
import { stateRoot } from '@paynode/sdk/router'
import fc from 'fast-check'
import { type Address, getAddress, keccak256, toHex, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { BlockHeader, ChainEvent, ChainEventBody } from './chain/events.ts'
import { createChainView } from './chain/view.ts'
import { createFolds, type KeepFolds } from './folds.ts'
import { ingest, noOrders } from './ingest.ts'
import { createLearning } from './learning/learning.ts'
import { createAnchors } from './routing/anchors.ts'
import { noMetrics } from './runtime/metrics.ts'
import { getBlockAtOrBelow, listOrderChainEvents } from './store/chainLogs.ts'
import { openStore, type Store } from './store/store.ts'

const address = (index: number) => getAddress(`0x${index.toString(16).padStart(40, '0')}`)
const [payer, token] = [address(99), address(98)]
const orderIds = Array.from({ length: 3 }, (_, index) => keccak256(toHex(`order ${index}`)) as OrderId)
const corridors: readonly Corridor[] = ['NGN/bank', 'KES/mpesa']
const header = (number: number, fork: number): BlockHeader => ({
  number,
  hash: keccak256(toHex(`${fork} ${number}`)),
  timestamp: 1_000 + number * 7,
})

/** What may happen to an order and a provider, whether or not the contract would let it. */
function toBody(kind: number, order: number, who: number): ChainEventBody {
  const provider: Address = address(1 + who)
  const orderId = orderIds[order] as OrderId
  const corridor = corridors[order % 2] as Corridor
  const terms = {
    corridor,
    payer,
    refundTo: payer,
    token,
    amount: 5_000_000n,
    integratorFeeBps: 0,
    protocolFeeBps: 0,
    payout: 7n,
    pinned: [],
    claimBy: 9_000,
  }
  const bodies: readonly ChainEventBody[] = [
    { name: 'OrderCreated', orderId, order: terms as never }, // the folds read nothing else of an order
    { name: 'OrderClaimed', orderId, provider, route: '0x00', bond: 3n, payBy: 2_000 },
    { name: 'OrderSubmitted', orderId, provider, paidAt: 1_100, settleAfter: 1_200 },
    { name: 'OrderSettled', orderId, provider, credited: 5_000_000n },
    { name: 'BondMoved', provider, token, orderId, toPayer: 1n },
    { name: 'OrderFailed', orderId, provider, cause: 'expired' },
    { name: 'OrderRefunded', orderId, refundTo: payer, amount: 5_000_000n },
    { name: 'OrderChallenged', orderId, payer },
    { name: 'OrderResolved', orderId, resolver: zeroAddress, ruling: 'payClaimer' },
    { name: 'Deposited', provider, token, amount: 100n },
    { name: 'Withdrawn', provider, token, amount: 1n },
    { name: 'ProviderRegistered', entry: { operator: provider, nodeAddress: provider, corridors } as never },
    { name: 'ProviderRevoked', operator: provider },
    { name: 'SeatTaken', corridor, operator: provider },
    { name: 'BundleAnchored', corridor, epoch: 1 + order, digest: '0x01', operators: [provider] },
  ]
  return bodies[kind % bodies.length] as ChainEventBody
}

/** One life of a daemon on a database. */
function live(store: Store, keep: KeepFolds | undefined) {
  const view = createChainView(keep && { eventsOf: (id) => listOrderChainEvents(store, id) })
  const learning = createLearning({ stride: 2, lag: 1, accountOf: (provider) => view.account(provider, token) })
  const anchors = createAnchors({ lag: 1, epochSeconds: 60 })
  const folds = createFolds(store, [view, learning, anchors], keep)
  folds.restore()
  const deps = {
    store,
    folds,
    metrics: noMetrics,
    ...noOrders,
    freeze: () => void learning.modelFor(view.head()?.number ?? 0),
  }
  return { view, learning, anchors, ingest: (update: Parameters<typeof ingest>[1]) => ingest(deps, update) }
}

/** Everything that anybody asks of a daemon's folds. */
const facts = ({ view, learning, anchors }: ReturnType<typeof live>) => {
  const head = view.head()?.number ?? 0
  const { state, height } = learning.modelFor(head + 5)
  return toJson({
    head,
    height,
    root: stateRoot(state),
    providers: view.providers(),
    people: [1, 2, 3, 99].map((index) => [view.account(address(index), token), view.inFlight(address(index))]),
    orders: orderIds.map((id) => view.order(id) ?? null),
    anchors: corridors.map((corridor) => [anchors.seats(corridor), anchors.find(corridor, { block: head + 9, blockTime: 300 }) ?? null]),
  })
}

type Move = { readonly events: readonly (readonly [number, number, number])[]; readonly restart: boolean; readonly back: number }
const move = fc.record<Move>({
  // Mostly what moves an order on, or its life would seldom get anywhere.
  events: fc.array(
    fc.tuple(fc.oneof({ weight: 2, arbitrary: fc.nat({ max: 3 }) }, fc.nat({ max: 14 })), fc.nat({ max: 2 }), fc.nat({ max: 1 })),
    {
      maxLength: 4,
    },
  ),
  restart: fc.boolean(),
  back: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 12 })),
})

/** What the contract would let happen: an order is made once, and nothing befalls it before that or after its end. */
function isLawful(chain: readonly ChainEventBody[], body: ChainEventBody): boolean {
  if (!('orderId' in body)) return true
  const own = chain.filter((event) => 'orderId' in event && event.orderId === body.orderId).map(({ name }) => name)
  if (body.name === 'OrderCreated') return own.length === 0
  return own.length > 0 && !own.includes('OrderSettled') && !own.includes('OrderRefunded')
}

/** Makes the moves; `onMove` may put another daemon in place. */
function play(moves: readonly Move[], daemon: { current: ReturnType<typeof live> }, onMove: (move: Move) => void = () => {}) {
  let chain: readonly ChainEvent[] = []
  let next = 1
  for (const move of moves) {
    const to = next - 1 - move.back
    if (move.back > 0 && to > 0) {
      daemon.current.ingest({ type: 'reorg', to: header(to, 0) })
      chain = chain.filter(({ position }) => position.block <= to)
      next = to + 1
    }
    const own = header(next, 0)
    const before = chain
    for (const [logIndex, event] of move.events.entries()) {
      const body = toBody(...event)
      if (isLawful(chain, body)) {
        const position = { block: next, blockHash: own.hash, blockTime: own.timestamp, logIndex, transactionHash: '0x00' as const }
        chain = [...chain, { ...body, position }]
      }
    }
    daemon.current.ingest({ type: 'block', header: own, events: chain.slice(before.length) })
    next += 1
    onMove(move)
  }
}

describe('folds', () => {
  test('property: restarts, saved folds and reorganisations leave what reading the whole chain gives', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 15 }), (moves, every) => {
        const keep = { form: 'test', every }
        const store = openStore(':memory:')
        const daemon = { current: live(store, keep) }
        play(moves, daemon, ({ restart }) => {
          if (restart) daemon.current = live(store, keep)
        })
        const whole = facts(live(store, undefined))
        expect(facts(daemon.current)).toBe(whole)
        expect(facts(live(store, keep))).toBe(whole)
        store.close()
      }),
      { seed: 20_261_123, numRuns: 150 },
    )
  }, 120_000)

  test('behavior: folds of another form are not read', () => {
    const store = openStore(':memory:')
    const daemon = { current: live(store, { form: 'old', every: 1 }) }
    const moves = [9, 0, 1].map((kind): Move => ({ events: [[kind, 0, 0]], restart: false, back: 0 }))
    play(moves, daemon)
    store.db.exec("UPDATE folds SET body = 'null'") // unreadable: whoever reads it throws
    expect(() => live(store, { form: 'old', every: 1 })).toThrow()
    expect(facts(live(store, { form: 'new', every: 1 }))).toBe(facts(live(store, undefined)))
    store.close()
  })

  test('behavior: a few are kept, none above where the chain was cut', () => {
    const store = openStore(':memory:')
    const daemon = { current: live(store, { form: 'test', every: 1 }) }
    const heights = () => store.db.prepare('SELECT height FROM folds ORDER BY height').pluck().all()
    const step = (back: number): Move => ({ events: [], restart: false, back })
    play(
      Array.from({ length: 9 }, () => step(0)),
      daemon,
      () => {},
    )
    expect(heights()).toEqual([6, 7, 8, 9])
    daemon.current.ingest({ type: 'reorg', to: header(7, 0) })
    expect(heights()).toEqual([6, 7])
    expect(daemon.current.view.head()).toEqual(getBlockAtOrBelow(store, 7))
    store.close()
  })

  /** A change here changes what older daemons saved: bump FORM in folds.ts, then write the new hash. */
  test('what is saved, and what it means', () => {
    const store = openStore(':memory:')
    const daemon = { current: live(store, { form: 'test', every: 1 }) }
    const kinds = [9, 11, 0, 1, 2, 13, 14, 5, 7, 8]
    const both = (kind: number): Move['events'] => [0, 1].map((index) => [kind, index, index])
    play(
      kinds.map((kind): Move => ({ events: both(kind), restart: false, back: 0 })),
      daemon,
    )
    const bodies = store.db.prepare<[], string>('SELECT body FROM folds ORDER BY height').pluck().all() as unknown as string[]
    // The model has a version of its own, which the form names.
    const parts = bodies.map((body) => toJson((fromJson(body) as object[]).map((part) => ({ ...part, state: null }))))
    expect(keccak256(toHex(parts.join()))).toBe('0xd07b0d54db2600d16a129995a4fc485966972d79253d3c516123c3358e81e1f3')
    store.close()
  })
})
