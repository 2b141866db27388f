/** The machine's laws: total over State × Event, no payout twice or forgotten, turns after failures, reorgs. */
import type { Order, OrderId, PaymentReference } from '@paynode/sdk/protocol'
import { orderDefaults } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import type { Address, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { payoutStates, type Row, type Table, table, transition } from './machine.ts'
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
const resolvedPaid: OrderEvent = { ...succeeded, resolved: true }
const resolvedFailed: OrderEvent = { ...refused, resolved: true }
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
  resolvedPaid,
  resolvedFailed,
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
  flagged: [...paid, { type: 'payoutFlagged', reason: 'amount' }],
} as const satisfies Record<(typeof orderStates)[number], readonly OrderEvent[]>

describe('the table', () => {
  test('has a row for every state and a rule for every event', () => {
    const types = [...new Set(everyEvent.map(({ type }) => type))].filter((type) => type !== 'chainCreated').sort()
    expect(Object.keys(table).sort()).toEqual([...orderStates].sort())
    for (const row of Object.values(table)) expect(Object.keys(row).sort()).toEqual(types)
  })

  test('does not compile with a state or an event left out', () => {
    const { paid: _state, ...states }: Table = table
    const { chainFailed: _event, ...events }: Row = table.paid
    // @ts-expect-error a table needs a row for every state
    const missingState: Table = states
    // @ts-expect-error a row needs a rule for every event
    const missingEvent: Row = events
    // @ts-expect-error a rule takes the event of its own column
    const wrongColumn: Row = { ...table.paid, chainFailed: table.paid.declined }
    expect([missingState, missingEvent, wrongColumn]).toHaveLength(3)
  })
})

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
      if (payoutStates.has(state)) expect(after.asked.map(({ kind }) => kind)).not.toContain('route')
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
        if (waiting.has('claim') && record.reference === undefined) {
          expect(['routed', 'claiming']).toContain(record.state)
          expect(waiting.get('claim')).toBeGreaterThanOrEqual((getTurnAt(record, self) ?? Number.POSITIVE_INFINITY) * 1_000)
        } else if (waiting.has('claim')) {
          // Claimed again only to hold what is being paid, while nobody has it.
          expect(['paying', 'unknown', 'paid']).toContain(record.state)
          expect([record.claimer, record.ended, waiting.has('reclaim')]).toEqual([undefined, undefined, false])
        }
        if (record.state === 'unknown') expect(waiting.has('query')).toBe(true)
        if (record.state === 'paid') expect([undefined, self]).toContain(record.claimer)
        if (record.state === 'paid' && record.claimer === self) expect(waiting.has('settle')).toBe(true)
        // Money that left is settled to us or flagged, unless the PSP or the chain still has to speak.
        if (record.paidAt !== undefined && !payoutStates.has(record.state))
          expect([record.state, record.claimer]).toEqual(['settled', self])
      }
    }),
    { seed: 20_261_123, numRuns: 4_000 },
  )
}, 120_000)

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
  const kinds = ({ waiting }: Life) => [...waiting.keys()].filter((kind) => kind !== 'route')
  const refunded: OrderEvent = { type: 'chainRefunded', position: at(8) }

  test.each([
    ['another was settled', settled(other)],
    ['the payer was refunded', refunded],
  ])('paid, then %s: flagged, nothing automatic', (_name, event) => {
    const life = live([event], live(paid))
    expect(life.record.state).toBe('flagged')
    expect(kinds(life)).toEqual([])
  })

  test('paid, then our claim ended: claimed again at once, proven when it is ours, never paid again', () => {
    const life = live([failed(self)], live(paid))
    expect(life.record).toMatchObject({ state: 'paid', claimer: undefined })
    expect([kinds(life), life.waiting.get('claim')]).toEqual([['claim'], 0])
    expect(live([{ type: 'claimLost', reason: 'InsufficientFunds' }], life).asked).toEqual([{ kind: 'claim', dueAt: context.now + 2_000 }])
    const again = live([claimed(self)], life)
    expect([again.record.state, kinds(again)]).toEqual(['paid', ['settle']])
    expect(live([settled(self)], again).record.state).toBe('settled')
  })

  test('paid, and too late to claim again: flagged', () => {
    const life = live([failed(self), { type: 'declined', reason: 'too late to claim' }], live(paid))
    expect(life.record).toMatchObject({ state: 'flagged', reason: expect.stringContaining('too late') })
    expect(kinds(life)).toEqual([])
  })

  test('paid, then another claimed: flagged until that claim ends, then claimed again', () => {
    const life = live([failed(self), claimed(other)], live(paid))
    expect([life.record.state, kinds(life)]).toEqual(['flagged', []])
    const open = live([failed(other)], life)
    expect([open.record.state, kinds(open)]).toEqual(['paid', ['claim']])
  })

  test('a payout that the PSP made doubtful stays flagged whatever the chain does', () => {
    for (const event of [failed(self), claimed(self), claimed(other), reorged(created()), succeeded]) {
      const life = live([event], live(reach.flagged))
      expect([life.record.state, life.waiting.has('claim'), life.waiting.has('settle')]).toEqual(['flagged', false, false])
    }
  })

  test.each(['paying', 'unknown'] as const)('%s, then our claim ended: held and asked until the PSP answers', (state) => {
    const life = live([failed(self)], live(reach[state]))
    expect(life.waiting.has('claim')).toBe(true)
    expect(live([succeeded], life).record).toMatchObject({ state: 'paid', paidAmount: 5_000n })
    expect(live([succeeded], life).waiting.has('claim')).toBe(true)
    const none = live([refused], life)
    expect([none.record.state, none.waiting.has('claim'), none.waiting.has('reclaim')]).toEqual(['failed', false, true])
  })

  test("another's claim gives our payout no time: nothing may be sent again in its pay window", () => {
    for (const state of ['paying', 'unknown'] as const)
      for (const events of [[claimed(other)], [failed(self), claimed(other)], [reorged(created(), claimed(other))]])
        expect(live(events, live(reach[state])).record).toMatchObject({ claimer: other, payBy: undefined })
    expect(live([failed(self), claimed(self)], live(reach.unknown)).record).toMatchObject({ claimer: self, payBy: 1_400 })
  })

  test('paying, then another claimed: still asked, flagged once paid', () => {
    const life = live([claimed(other), { type: 'payoutUnknown', reason: 'timeout' }], live(reach.paying))
    expect([life.record.state, life.waiting.has('query')]).toEqual(['unknown', true])
    expect(live([succeeded], life).record).toMatchObject({
      state: 'flagged',
      paidAmount: 5_000n,
      reason: expect.stringContaining('another'),
    })
  })

  test.each([
    [settled(other), 'settled'],
    [refunded, 'refunded'],
  ] as const)('flagged while in flight, then no money moved: nothing is left for a person', (event, state) => {
    expect(live([event, refused], live(reach.unknown)).record.state).toBe(state)
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

  test('a claim that a reorg took is taken again once the order is on chain, and proven', () => {
    const gone = live([reorged(), succeeded], live(reach.paying))
    expect(gone.record).toMatchObject({ state: 'paid', claimer: undefined })
    const back = live([created(1)], gone)
    expect(back.waiting.has('claim')).toBe(true)
    const life = live([claimed(self)], back)
    expect(life.record).toMatchObject({ state: 'paid', claimer: self })
    expect([life.waiting.has('claim'), life.waiting.has('settle')]).toEqual([false, true])
  })

  test('a refund or a settlement to another that a reorg took back: claimed again', () => {
    for (const event of [settled(other), { type: 'chainRefunded', position: at(8) } as OrderEvent]) {
      const life = live([event, reorged(created(), claimed(other), failed(other))], live(paid))
      expect([life.record.state, life.record.ended, life.waiting.has('claim')]).toEqual(['paid', undefined, true])
    }
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
