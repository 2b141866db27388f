/** The machine's laws: total over State × Event, no payout twice or forgotten, turns after failures, reorgs. */
import type { Order, OrderId, PaymentReference } from '@paynode/sdk/protocol'
import { orderDefaults } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import type { Address, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { payoutStates, transition } from './machine.ts'
import { getTurnAt, getTurns } from './turn.ts'
import { type ChainPosition, type Effect, type OrderEvent, type OrderRecord, orderStates } from './types.ts'

const provider = (index: number): Address => `0x${'0'.repeat(39)}${index}`
const [self, other, third] = [provider(1), provider(2), provider(3)]
const context = { self, now: 1_000_000 }
const order: Order = {
  ...orderDefaults,
  payer: provider(8),
  refundTo: provider(9),
  token: provider(7),
  amount: 100n,
  payout: 5_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 9_000,
  turnSeconds: 10,
  claimBy: 8_000,
  payWindow: 300,
  salt: 1n,
}
const at = (block: number, fork = 0): ChainPosition => ({
  block,
  blockHash: `0x${fork}${block}`,
  blockTime: 1_000 + block,
  logIndex: 0,
  transactionHash: '0x02',
})
const route: Hex = '0x09'
const created = (fork = 0): OrderEvent => ({ type: 'chainCreated', order, position: at(1, fork) })
const routed: OrderEvent = { type: 'routed', ranking: [other, self, third], route, rank: 1 }
const claimed = (by: Address): OrderEvent => ({ type: 'chainClaimed', provider: by, payBy: 1_400, position: at(5) })
const failed = (by: Address, block = 6): OrderEvent => ({ type: 'chainFailed', provider: by, cause: 'expired', position: at(block) })
const settled = (by: Address): OrderEvent => ({ type: 'chainSettled', provider: by, position: at(8) })
const started: OrderEvent = { type: 'payoutStarted', reference: 'pn1' as PaymentReference }
const succeeded: OrderEvent = { type: 'payoutSucceeded', paidAt: 1_100, amount: 5_000n }
const refused: OrderEvent = { type: 'payoutFailed', cause: 'pspUnavailable', reason: 'down' }
const submitted = (by: Address): OrderEvent => ({ type: 'chainSubmitted', provider: by, settleAfter: 2_000, position: at(7) })
const reorged = (...replay: OrderEvent[]): OrderEvent => ({ type: 'chainReorged', toBlock: 3, replay })

const everyEvent: readonly OrderEvent[] = [
  created(0),
  created(1),
  routed,
  { type: 'declined', reason: 'no' },
  { type: 'claimSent', transactionHash: '0x03' },
  { type: 'claimLost', reason: 'late' },
  claimed(self),
  claimed(other),
  started,
  { type: 'payoutUnknown', reason: 'timeout' },
  succeeded,
  refused,
  { type: 'payoutFlagged', reason: 'amount' },
  { type: 'attested', attesters: [other] },
  submitted(self),
  submitted(other),
  settled(self),
  settled(other),
  failed(self),
  failed(other),
  { type: 'chainRefunded', position: at(8) },
  reorged(),
  reorged(created(0)),
  reorged(created(0), claimed(self)),
  reorged(created(0), claimed(other), failed(other)),
]

type Life = { readonly record: OrderRecord; readonly waiting: ReadonlyMap<string, number>; readonly asked: readonly Effect[] }

/** What engine and outbox do, without a database. `asked` is what the last event asked for. */
function live(events: readonly OrderEvent[], before?: Life): Life {
  let record = before?.record
  let asked: readonly Effect[] = []
  const waiting = new Map(before?.waiting)
  for (const event of events) {
    const step = transition(record, event, context)
    asked = step?.effects ?? []
    for (const kind of step?.cancel ?? []) waiting.delete(kind)
    for (const { kind, dueAt } of asked) waiting.set(kind, Math.min(dueAt, waiting.get(kind) ?? dueAt))
    if (step) record = { ...step.record, id: '0x01' as OrderId }
  }
  if (!record) throw new Error('a life begins with chainCreated')
  return { record, waiting, asked }
}

const ours = [created(), routed, claimed(self)]
const paid = [...ours, started, succeeded]
const reach = {
  seen: [created()],
  routed: [created(), routed],
  declined: [created(), { type: 'declined', reason: 'no' }],
  claiming: [created(), routed, { type: 'claimSent', transactionHash: '0x03' }],
  claimed: ours,
  paying: [...ours, started],
  unknown: [...ours, started, { type: 'payoutUnknown', reason: 'timeout' }],
  failed: [...ours, started, refused],
  paid,
  submitted: [...paid, submitted(self)],
  taken: [created(), routed, claimed(other)],
  settled: [...paid, settled(self)],
  refunded: [created(), routed, { type: 'chainRefunded', position: at(8) }],
  flagged: [...paid, failed(self)],
} as const satisfies Record<(typeof orderStates)[number], readonly OrderEvent[]>

describe('every state', () => {
  test.each(orderStates)('%s takes every event', (state) => {
    const life = live(reach[state])
    expect(life.record.state).toBe(state)
    for (const event of everyEvent) {
      const after = live([event], life)
      expect(orderStates).toContain(after.record.state)
      const payouts = after.asked.filter(({ kind }) => kind === 'payout')
      expect(payouts.length).toBeLessThanOrEqual(1)
      if (payouts.length > 0) expect([after.record.state, life.record.reference]).toEqual(['claimed', undefined])
      if (payoutStates.has(state)) {
        expect(after.asked.map(({ kind }) => kind)).not.toContain('claim')
        expect(after.asked.map(({ kind }) => kind)).not.toContain('route')
      }
    }
  })

  test.each(['settled', 'refunded'] as const)('%s is left only by a reorg or by the PSP saying paid', (state) => {
    for (const event of everyEvent) {
      if (event.type === 'chainReorged' || (event.type === 'chainCreated' && event.position.blockHash !== at(1).blockHash)) continue
      expect(live([event], live(reach[state])).record.state).toBe(state)
    }
  })
})

test('property: any history asks for one payout per claim, for none after one began, and loses none', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...everyEvent), { maxLength: 30 }), (history) => {
      let life = live([created()])
      for (const event of history) {
        const before = life.record
        life = live([event], life)
        const { record, waiting, asked } = life
        if (asked.some(({ kind }) => kind === 'payout')) expect([record.state, before.reference]).toEqual(['claimed', undefined])
        if (waiting.has('payout') && record.state !== 'claimed') expect(record.state).toBe('paying')
        if (waiting.has('giveUp')) expect(record.state).toBe('failed')
        if (waiting.has('claim')) {
          expect(['routed', 'claiming']).toContain(record.state)
          expect(record.reference).toBeUndefined()
          expect(waiting.get('claim')).toBeGreaterThanOrEqual((getTurnAt(record, self) ?? Number.POSITIVE_INFINITY) * 1_000)
        }
        if (record.state === 'unknown') expect(waiting.has('query')).toBe(true)
        if (record.state === 'paid') expect(waiting.has('settle')).toBe(true)
        // Money that left is settled to us or flagged, unless the PSP or the chain still has to speak.
        if (record.paidAt !== undefined && !payoutStates.has(record.state))
          expect([record.state, record.claimer]).toEqual(['settled', self])
      }
    }),
    { seed: 20_261_123, numRuns: 20_000 },
  )
})

describe('turns', () => {
  test('a claim is due at the own turn', () => {
    expect(live(reach.routed).waiting.get('claim')).toBe((at(1).blockTime + 10) * 1_000)
  })

  test('after a failure turns start anew and who failed goes last', () => {
    const life = live([failed(other)], live(reach.taken))
    expect(getTurns(life.record)).toEqual([self, third, other])
    expect(life.waiting.get('claim')).toBe(at(6).blockTime * 1_000)
    const again = live([claimed(third), failed(third, 9)], life)
    expect(getTurns(again.record)).toEqual([self, other, third])
  })

  test('who began to pay never claims again', () => {
    const life = live([failed(self)], live(reach.failed))
    expect(life.record.state).toBe('routed')
    expect(life.waiting.has('claim')).toBe(false)
  })

  test("somebody else's claim is watched past its window, ranks in a row", () => {
    expect(live(reach.taken).waiting.get('expire')).toBe(1_401_000 + 3_000)
    expect(live(reach.taken).waiting.has('claim')).toBe(false)
  })
})

describe('what the chain takes away while money may move', () => {
  test.each([
    ['our claim expired', failed(self)],
    ['another claimed', claimed(other)],
    ['another was settled', settled(other)],
    ['the payer was refunded', { type: 'chainRefunded', position: at(8) } as OrderEvent],
  ])('paid, then %s: flagged, nothing automatic', (_name, event) => {
    const life = live([event], live(paid))
    expect(life.record.state).toBe('flagged')
    expect([...life.waiting.keys()].filter((kind) => kind !== 'route')).toEqual([])
  })

  test.each([failed(self), claimed(other)])('paying, then lost ($type): still asked, flagged once paid', (event) => {
    const life = live([event, { type: 'payoutUnknown', reason: 'timeout' }], live(reach.paying))
    expect(life.record.state).toBe('unknown')
    expect(life.waiting.has('query')).toBe(true)
    expect(live([succeeded], life).record).toMatchObject({
      state: 'flagged',
      paidAmount: 5_000n,
      reason: expect.stringContaining('paid, but'),
    })
  })

  test('flagged while in flight keeps asking how the payout ended', () => {
    const life = live([settled(other)], live(reach.paying))
    expect(life.waiting.has('query')).toBe(true)
    expect(live([succeeded], life).record).toMatchObject({ state: 'flagged', paidAt: 1_100 })
  })

  test.each([succeeded, refused])('the payer confirmed before the PSP answered ($type): settled after the answer', (answer) => {
    const life = live([settled(self)], live(reach.unknown))
    expect(life.record.state).toBe('unknown')
    expect(life.waiting.has('query')).toBe(true)
    expect(live([answer], life).record.state).toBe('settled')
  })

  test('the PSP says paid after it said failed: flagged', () => {
    expect(live([succeeded], live(reach.failed)).record.state).toBe('flagged')
    expect(live([failed(self), succeeded], live(reach.failed)).record.state).toBe('flagged')
  })
})

describe('reorgs', () => {
  test.each(['paying', 'unknown', 'paid', 'flagged'] as const)('%s stays', (state) => {
    for (const event of [reorged(), reorged(created()), created(1)]) expect(live([event], live(reach[state])).record.state).toBe(state)
  })

  test('a claim that comes back after it was paid for is settled', () => {
    const life = live([reorged(created()), succeeded], live(reach.paying))
    expect(life.record).toMatchObject({ state: 'paid', claimer: undefined })
    expect(live([claimed(self)], life).record).toMatchObject({ state: 'paid', claimer: self })
  })

  test('a lost proof is made again', () => {
    const life = live([reorged(created(), claimed(self))], live(reach.submitted))
    expect(life.record.state).toBe('paid')
    expect([life.waiting.has('settle'), life.waiting.has('finish')]).toEqual([true, false])
    expect(live([reorged(created(), claimed(self), submitted(self))], live(reach.submitted)).record.state).toBe('submitted')
  })

  test('a lost settlement is proven again, or first looked up when the PSP had not answered', () => {
    const back = reorged(created(), claimed(self))
    expect(live([back], live(reach.settled)).record).toMatchObject({ state: 'paid', settledAt: undefined })
    const unasked = live([...reach.failed, settled(self), back])
    expect(unasked.record.state).toBe('unknown')
    expect(unasked.waiting.has('query')).toBe(true)
  })

  test('a claim of ours that comes back pays once more only if paying never began', () => {
    expect(live([reorged(created()), claimed(self)], live(reach.claimed)).waiting.has('payout')).toBe(true)
    const begun = live([reorged(created()), claimed(self)], live(reach.failed))
    expect(begun.record.state).toBe('unknown')
    expect([begun.waiting.has('payout'), begun.waiting.has('query')]).toEqual([false, true])
  })

  test('the ranking stays while its block does, else the order is ranked anew', () => {
    const kept = live([reorged(created())], live(reach.taken))
    expect(kept.record).toMatchObject({ state: 'routed', route, ranking: [other, self, third] })
    const moved = live([reorged(), created(1)], live(reach.taken))
    expect(moved.record).toMatchObject({ state: 'seen', ranking: [], rank: -1 })
    expect(moved.waiting.get('route')).toBe(0)
  })

  test('an ended order starts over with its reclaim', () => {
    const life = live([reorged(created())], live(reach.refunded))
    expect(life.record.state).toBe('routed')
    expect(life.waiting.get('reclaim')).toBe(9_000_000)
  })
})
