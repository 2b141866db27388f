import type { OrderId } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import { keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { insertPayout, setPayoutState } from '../store/payouts.ts'
import { openStore } from '../store/store.ts'
import { createFloat } from './float.ts'
import { toReference } from './payout.fixture.ts'

const id = (number: number) => keccak256(toHex(number)) as OrderId
const signal = new AbortController().signal
const ngn = (value: bigint) => ({ value, currency: 'NGN' })

function open(start: bigint | undefined) {
  const state = { now: 1_000_000, balance: start, reads: 0 }
  const store = openStore(':memory:')
  const clock = { now: () => state.now, sleep: async () => {} }
  const balanceOf = async () => {
    state.reads += 1
    return state.balance === undefined ? undefined : ngn(state.balance)
  }
  return { state, store, float: createFloat({ store, clock, balanceOf }) }
}
const record = (store: ReturnType<typeof open>['store'], order: OrderId) =>
  insertPayout(store, { orderId: order, reference: toReference(order), psp: 'p', currency: 'NGN', amount: 60n, createdAt: 1 })

test('two orders never count on the same money', async () => {
  const { float } = open(100n)
  const results = await Promise.all([1, 2, 3].map((order) => float.reserve(id(order), 'p', ngn(60n), signal)))
  expect(results.map(({ type }) => type).sort()).toEqual(['insufficient', 'insufficient', 'reserved'])
  expect(results.find(({ type }) => type === 'insufficient')).toEqual({ type: 'insufficient', free: 40n })
})

test('a repeated reservation is the same reservation', async () => {
  const { float } = open(100n)
  for (let round = 0; round < 3; round++) expect(await float.reserve(id(1), 'p', ngn(60n), signal)).toEqual({ type: 'reserved' })
  expect(await float.free('p', 'NGN', signal)).toBe(40n)
})

test('a balance that was read before a debit does not give the money twice', async () => {
  const { state, float } = open(100n)
  await float.reserve(id(1), 'p', ngn(60n), signal)
  state.balance = 40n // the PSP debits
  float.post(id(1)) // the cached balance still says 100
  expect(await float.free('p', 'NGN', signal)).toBe(40n)
  expect(state.reads).toBe(1)
  state.now += 1_001
  expect(await float.free('p', 'NGN', signal)).toBe(40n)
})

test('a silent PSP reserves nothing', async () => {
  const { float } = open(undefined)
  expect(await float.reserve(id(1), 'p', ngn(1n), signal)).toEqual({ type: 'insufficient', free: undefined })
  expect(await float.free('p', 'NGN', signal)).toBeUndefined()
})

test('money of a payout that may be in flight is not released', async () => {
  const { store, float } = open(100n)
  await float.reserve(id(1), 'p', ngn(60n), signal)
  record(store, id(1))
  for (const state of ['UNKNOWN', 'PENDING'] as const) {
    setPayoutState(store, id(1), { state, at: 2 })
    expect(float.void(id(1))).toBe(false)
  }
  setPayoutState(store, id(1), { state: 'FAILED', at: 3 })
  expect(float.void(id(1))).toBe(true)
  expect(await float.free('p', 'NGN', signal)).toBe(100n)
  expect(await float.reserve(id(1), 'p', ngn(60n), signal)).toEqual({ type: 'reserved' })
})

test('whatever happens, reserved money never exceeds what the PSP holds', async () => {
  const action = fc.record({
    order: fc.integer({ min: 1, max: 8 }),
    amount: fc.bigInt(1n, 60n),
    kind: fc.constantFrom('reserve', 'pay', 'void', 'wait'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      const { state, store, float } = open(100n)
      const held = new Map<number, bigint>()
      const paid = new Set<number>()
      for (const { order, amount, kind } of actions) {
        if (kind === 'wait') state.now += 600
        if (kind === 'reserve' && !held.has(order) && !paid.has(order)) {
          if ((await float.reserve(id(order), 'p', ngn(amount), signal)).type === 'reserved') held.set(order, amount)
        }
        if (kind === 'void' && float.void(id(order))) held.delete(order)
        const pays = kind === 'pay' ? held.get(order) : undefined
        if (pays !== undefined) {
          state.balance = (state.balance ?? 0n) - pays
          float.post(id(order))
          held.delete(order)
          paid.add(order)
        }
        expect([...held.values()].reduce((sum, value) => sum + value, 0n)).toBeLessThanOrEqual(state.balance ?? 0n)
      }
      store.close()
    }),
    { numRuns: 60 },
  )
})

test('a balance that was read long before it was told counts what was posted since it was read', async () => {
  const store = openStore(':memory:')
  const state = { now: 1_000_000 }
  const balanceOf = async () => ({ ...ngn(100n), readAt: 1_000_000 })
  const float = createFloat({ store, clock: { now: () => state.now, sleep: async () => {} }, balanceOf })
  await float.reserve(id(1), 'p', ngn(60n), signal)
  state.now += 10_000
  float.post(id(1))
  state.now += 10_000
  expect(await float.free('p', 'NGN', signal)).toBe(40n)
})
