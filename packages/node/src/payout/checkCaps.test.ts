/** The caps over the edges of their windows, on a real ledger: what a wrong clock, a corridor and a failed payout do to them. */
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../runtime/createVirtualClock.ts'
import { insertPayout, setPayoutState } from '../store/payouts.ts'
import { putReservation } from '../store/reservations.ts'
import { checkCaps } from './checkCaps.ts'
import type { Caps } from './deps.ts'
import { makeOrder, openDaemon, toReference } from './payout.fixture.ts'

const START = 1_700_000_000_000
const HOUR_MS = 3_600_000
let clock: VirtualClock
let daemon: ReturnType<typeof openDaemon>
beforeEach(() => {
  clock = createVirtualClock(START)
  daemon = openDaemon({ url: 'http://127.0.0.1:1', deps: { clock } })
})
afterEach(() => daemon.close())

/** Records a payout that leaves now, or `at`. */
function send(amount: bigint, { at = clock.now(), currency = 'NGN' }: { readonly at?: number; readonly currency?: string } = {}): OrderId {
  const made = makeOrder(amount)
  daemon.claim(made)
  insertPayout(daemon.store, { orderId: made.id, reference: toReference(made.id), psp: 'sandbox', currency, amount, createdAt: at })
  return made.id
}
const check = (caps: Caps, payout: bigint, own?: Caps, corridor: Corridor = 'NGN/bank') =>
  checkCaps({ store: daemon.store, clock, caps, capsOf: (asked) => (asked === 'NGN/bank' ? own : undefined) }, { corridor, payout })?.reason

test.each([
  ['perHour', HOUR_MS, 'hour'],
  ['perDay', 24 * HOUR_MS, 'day'],
] as const)('%s counts to the unit and to the millisecond', (name, ms, word) => {
  const caps = { [name]: 1_000n }
  send(600n)
  expect(check(caps, 400n)).toBeUndefined()
  expect(check(caps, 401n)).toBe(`the cap per ${word} is used up`)
  clock.advance(ms)
  expect(check(caps, 401n)).toBe(`the cap per ${word} is used up`)
  clock.advance(1)
  expect(check(caps, 1_000n)).toBeUndefined()
  expect(check(caps, 1_001n)).toBe(`the cap per ${word} is used up`)
})

test('a window slides: there is no edge to wait for at which twice the cap leaves', () => {
  const caps = { perHour: 1_000n }
  clock.advance(HOUR_MS - 1) // the last millisecond of a calendar hour, say
  send(1_000n)
  clock.advance(1)
  expect(check(caps, 1n)).toBe('the cap per hour is used up')
  clock.advance(HOUR_MS - 1)
  expect(check(caps, 1n)).toBe('the cap per hour is used up')
  clock.advance(1)
  expect(check(caps, 1_000n)).toBeUndefined()
})

test('the hour and the day hold beside each other', () => {
  const caps = { perHour: 100n, perDay: 250n }
  for (let hour = 0; hour < 2; hour++) {
    send(100n)
    clock.advance(HOUR_MS + 1)
  }
  expect(check(caps, 50n)).toBeUndefined()
  expect(check(caps, 51n)).toBe('the cap per day is used up')
  expect(check(caps, 101n)).toBe('the cap per hour is used up')
})

test('what is unknown counts, what failed does not, what a clock that was set back dated ahead does', () => {
  const caps = { perHour: 1_000n }
  const id = send(900n)
  setPayoutState(daemon.store, id, { state: 'UNKNOWN', at: clock.now() })
  expect(check(caps, 101n)).toBe('the cap per hour is used up')
  setPayoutState(daemon.store, id, { state: 'FAILED', at: clock.now() })
  expect(check(caps, 1_000n)).toBeUndefined()
  send(900n, { at: START + 5 * HOUR_MS })
  expect(check(caps, 101n)).toBe('the cap per hour is used up')
})

test('a corridor has its own caps beside the whole daemon’s, and another currency has its own sum', () => {
  send(900n)
  expect(check({ perHour: 2_000n }, 200n, { perHour: 1_000n })).toBe('the cap per hour of NGN/bank is used up')
  expect(check({ perHour: 1_000n }, 200n, { perHour: 2_000n })).toBe('the cap per hour is used up')
  expect(check({}, 200n, { perPayout: 199n })).toBe('payout above the cap per payout of NGN/bank')
  expect(check({ perHour: 1_000n }, 200n, { perHour: 1_000n }, 'KES/mpesa')).toBeUndefined()
})

test('what is held for other claims counts against a claim, once, and not against the payout of a claim', () => {
  const caps = { perHour: 1_000n }
  const own = { perHour: 700n }
  const [first, second] = [makeOrder(600n), makeOrder(400n)]
  for (const made of [first, second]) daemon.claim(made)
  const hold = (id: OrderId, value: bigint) =>
    putReservation(daemon.store, { orderId: id, psp: 'sandbox', amount: { value, currency: 'NGN' }, at: clock.now() })
  const claim = (id: OrderId, payout: bigint, ofCorridor?: Caps) =>
    checkCaps({ store: daemon.store, clock, caps, capsOf: () => ofCorridor }, { corridor: 'NGN/bank', payout, claiming: id })?.reason
  hold(first.id, 600n)
  expect([claim(second.id, 400n), claim(second.id, 401n)]).toEqual([undefined, 'the cap per hour is used up'])
  expect(claim(second.id, 101n, own)).toBe('the cap per hour of NGN/bank is used up')
  expect(claim(first.id, 1_000n)).toBeUndefined() // its own float is no other claim
  expect(check(caps, 1_000n)).toBeUndefined()
  insertPayout(daemon.store, {
    orderId: first.id,
    reference: toReference(first.id),
    psp: 'sandbox',
    currency: 'NGN',
    amount: 600n,
    createdAt: clock.now(),
  })
  expect([claim(second.id, 400n), claim(second.id, 401n)]).toEqual([undefined, 'the cap per hour is used up']) // begun: the ledger has it, the float still stands
})
