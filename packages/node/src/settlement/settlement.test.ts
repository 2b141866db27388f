/** Batching with a fake sender and fake attesters: the real ones are tested beside their own code and together in the integration tests. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import {
  hashOrder,
  hashOrderDetails,
  type Order,
  type OrderId,
  type OrderStatus,
  orderDefaults,
  type PayoutAttestation,
  toPaymentReference,
} from '@paynode/sdk/protocol'
import { type Address, decodeFunctionData, type Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { SendResult } from '../chain/ports.ts'
import type { OrderRecord } from '../orders/types.ts'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { createSettleHandler } from './settle.ts'
import { createSettlement, type SettlementDeps } from './settlement.ts'

const self: Address = '0x00000000000000000000000000000000000000A1'
const verifier: Address = '0x0000000000000000000000000000000000000091'
const salt: Hex = `0x${'5a'.repeat(32)}`
const signal = new AbortController().signal
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const position = { block: 1, blockHash: '0x01' as Hex, blockTime: 1, logIndex: 0, transactionHash: '0x02' as Hex }
let salts = 0n
const made = new Map<Hex, OrderId>() // by details hash, which is what a batch carries

function makeRecord(terms: Partial<Order> = {}): OrderRecord {
  const order: Order = {
    ...orderDefaults,
    payer: self,
    refundTo: self,
    token: self,
    amount: 10n,
    payout: 5n,
    corridor: 'NGN/bank',
    verifier,
    reclaimAfter: 9,
    turnSeconds: 30,
    claimBy: 9,
    payWindow: 600,
    salt: salts++,
    ...terms,
  }
  const id = hashOrder(order, { chainId: 1, escrow: self })
  made.set(hashOrderDetails(order), id)
  return {
    id,
    order,
    corridor: 'NGN/bank',
    state: 'paid',
    created: position,
    ranking: [],
    rank: 0,
    turnStart: 0,
    failedBy: [],
    reference: toPaymentReference(id),
    paidAt: 7,
  }
}

function open(over: Partial<SettlementDeps> = {}) {
  const state = {
    status: new Map<OrderId, OrderStatus>(),
    block: 0,
    attested: [] as OrderId[][],
    batches: [] as readonly OrderId[][],
    rejects: new Set<OrderId>(),
    skips: new Set<OrderId>(),
    next: undefined as SendResult | undefined,
  }
  const settlement = createSettlement({
    clock: systemClock,
    maxBatch: 3,
    maxAgeMs: 20,
    escrow: self,
    verifierDomain: { chainId: 1, verifier },
    metrics: noMetrics,
    logger: quiet,
    signal,
    view: {
      order: (id) => ({ status: state.status.get(id) ?? 'claimed' }) as never,
      head: () => ({ number: state.block }) as never,
    },
    collect: async (items) => {
      const accepted = items.filter(({ orderId }) => !state.rejects.has(orderId))
      const toAttestation = (orderId: OrderId): PayoutAttestation => ({
        orderId,
        provider: self,
        payout: 5n,
        paidAt: 7,
      })
      state.attested.push(accepted.map(({ orderId }) => orderId))
      return {
        accepted: accepted.map(({ orderId }) => ({ orderId, attestation: toAttestation(orderId) })),
        rejected: items.filter(({ orderId }) => state.rejects.has(orderId)).map(({ orderId }) => ({ orderId, reason: 'notPaid' })),
        attesters: [self],
        proof: '0x12',
      }
    },
    sender: {
      address: self,
      send: async ({ data, to }) => {
        const call = decodeFunctionData({ abi: orderEscrowAbi, data })
        if (call.functionName !== 'submitBatch') throw new Error(`unexpected ${call.functionName}`)
        const [named, groups, proof] = call.args
        const batch = groups.flatMap(({ items }) => items.map(({ detailsHash }) => made.get(detailsHash) as OrderId))
        expect(state.attested).toContainEqual(batch)
        expect([to, named, proof]).toEqual([self, verifier, '0x12'])
        state.batches = [...state.batches, [...batch]]
        const result = state.next
        state.next = undefined
        if (result) return result
        state.block += 1
        for (const id of batch) if (!state.skips.has(id)) state.status.set(id, 'settled')
        return { type: 'mined', hash: '0xaa', block: state.block }
      },
    },
    ...over,
  })
  const settle = (record: OrderRecord) => settlement.settle(record, salt, toPaymentReference(record.id), signal)
  return { state, settlement, settle }
}

describe('batches', () => {
  test('close when they are full', async () => {
    const { state, settle } = open({ maxAgeMs: 1_000_000 })
    const records = Array.from({ length: 6 }, () => makeRecord())
    const outcomes = await Promise.all(records.map(settle))
    expect(state.batches.map((batch) => batch.length)).toEqual([3, 3])
    expect(outcomes.every(({ type }) => type === 'proven')).toBe(true)
  })

  test('are held when they are due, but not when they are full', async () => {
    const asked: number[] = []
    const until = Promise.withResolvers<void>()
    const { state, settle } = open({
      maxAgeMs: 0,
      hold: async (batch) => {
        asked.push(batch.length)
        until.resolve()
        return true
      },
    })
    const first = settle(makeRecord())
    await until.promise
    expect([asked, state.batches]).toEqual([[1], []])
    const rest = [makeRecord(), makeRecord()].map(settle)
    expect((await Promise.all([first, ...rest])).map(({ type }) => type)).toEqual(['proven', 'proven', 'proven'])
    expect(state.batches.map((batch) => batch.length)).toEqual([3])
  })

  test('go when they are held no longer', async () => {
    let asked = 0
    const clock = { ...systemClock, sleep: (ms: number, abort: AbortSignal) => systemClock.sleep(Math.min(ms, 5), abort) }
    const { settle } = open({ clock, hold: async () => ++asked < 3 })
    expect((await settle(makeRecord())).type).toBe('proven')
    expect(asked).toBe(3)
  })

  test('put orders with the same shared terms side by side, in the order that is attested', async () => {
    const { state, settle } = open({ maxBatch: 4 })
    const records = [5, 0, 5, 0].map((integratorFeeBps) => makeRecord({ integrator: self, integratorFeeBps }))
    await Promise.all(records.map(settle))
    expect(state.batches).toEqual([[0, 2, 1, 3].map((index) => records[index]?.id)])
  })

  test('close when their first order is old enough', async () => {
    const { state, settle } = open()
    expect(await Promise.all([settle(makeRecord()), settle(makeRecord())])).toMatchObject([
      { type: 'proven', transactionHash: '0xaa', attesters: [self] },
      { type: 'proven' },
    ])
    expect(state.batches.map((batch) => batch.length)).toEqual([2])
  })

  test('hold an order once, however often it is asked for', async () => {
    const { state, settle } = open()
    const record = makeRecord()
    await Promise.all([settle(record), settle(record), settle(record)])
    expect(state.batches).toEqual([[record.id]])
    expect(await settle(record)).toEqual({ type: 'done' })
  })

  test('go on without what attesters reject', async () => {
    const { state, settle } = open()
    const [good, bad] = [makeRecord(), makeRecord()]
    state.rejects.add(bad.id)
    expect(await Promise.all([settle(good), settle(bad)])).toMatchObject([
      { type: 'proven' },
      { type: 'retry', reason: 'not attested: notPaid' },
    ])
    expect(state.batches).toEqual([[good.id]])
  })

  test('try what spoiled them or was skipped alone', async () => {
    const { state, settle } = open()
    const [first, second] = [makeRecord(), makeRecord()]
    state.next = { type: 'refused', reason: 'ProofRejected' }
    expect(await Promise.all([settle(first), settle(second)])).toMatchObject([
      { type: 'retry', reason: 'refused: ProofRejected' },
      { type: 'retry' },
    ])
    state.skips.add(second.id)
    expect(await Promise.all([settle(first), settle(second)])).toMatchObject([
      { type: 'proven' },
      { type: 'retry', reason: 'the contract skipped the order' },
    ])
    expect(state.batches.slice(1).map((batch) => batch.length)).toEqual([1, 1])
  })

  test('survive attesters and senders that throw', async () => {
    const { settle } = open({ collect: () => Promise.reject(new TypeError('broken')) })
    expect(await settle(makeRecord())).toEqual({ type: 'retry', reason: 'the batch failed: TypeError' })
  })

  test('take no order of another verifier, and none after close', async () => {
    const { settle, settlement } = open({ maxAgeMs: 1_000_000 })
    expect((await settle(makeRecord({ verifier: self }))).type).toBe('retry')
    const waiting = settle(makeRecord())
    await settlement.close()
    expect(await waiting).toMatchObject({ type: 'retry' })
    expect(await settle(makeRecord())).toMatchObject({ type: 'retry', reason: 'the daemon is stopping' })
  })

  test('let an impatient caller go', async () => {
    const { settlement } = open({ maxAgeMs: 1_000_000 })
    const record = makeRecord()
    const stop = new AbortController()
    const waiting = settlement.settle(record, salt, toPaymentReference(record.id), stop.signal)
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await settlement.close()
  })
})

describe('the effect', () => {
  const run = (outcome: object, attempts = 1, record = makeRecord()) =>
    createSettleHandler({
      settlement: { settle: async () => outcome as never },
      saltOf: async () => salt,
      clock: { ...systemClock, now: () => 1_000 },
    })({ record, attempts, signal })

  test('says who attested, and nothing when nothing is to do', async () => {
    expect(await run({ type: 'proven', attesters: [self] })).toEqual({ type: 'events', events: [{ type: 'attested', attesters: [self] }] })
    expect(await run({ type: 'done' })).toEqual({ type: 'events', events: [] })
    expect(await run({ type: 'retry', reason: 'x' }, 1, { ...makeRecord(), state: 'settled' })).toEqual({ type: 'events', events: [] })
  })

  test('backs off', async () => {
    expect(await run({ type: 'retry', reason: 'x' })).toEqual({ type: 'retry', at: 1_500, reason: 'x' })
    expect(await run({ type: 'retry', reason: 'x' }, 3)).toMatchObject({ at: 3_000 })
    expect(await run({ type: 'retry', reason: 'x' }, 50)).toMatchObject({ at: 61_000 })
  })
})
