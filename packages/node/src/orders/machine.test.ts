import type { Order, OrderId, PaymentReference } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import { type Address, type Hex, zeroAddress, zeroHash } from 'viem'
import { describe, expect, test } from 'vitest'
import { payoutStates, transition } from './machine.ts'
import { type ChainPosition, type EffectKind, type OrderEvent, type OrderRecord, orderStates } from './types.ts'

const self = '0x00000000000000000000000000000000000000aA' as Address
const other = '0x00000000000000000000000000000000000000bb' as Address
const context = { self, now: 1_000_000 }

const order: Order = {
  payer: other,
  refundTo: other,
  token: zeroAddress,
  amount: 25_000_000n,
  payout: 4_000_000n,
  corridor: 'NGN/bank',
  recipientHash: zeroHash,
  integrator: zeroAddress,
  integratorFeeBps: 0,
  protocolFeeBps: 0,
  verifier: zeroAddress,
  arbiter: zeroAddress,
  challengeWindow: 0,
  reclaimAfter: 2_000,
  pinned: [],
  turnSeconds: 6,
  claimBy: 1_600,
  payWindow: 300,
  salt: 1n,
}
const at = (block: number): ChainPosition => ({
  block,
  blockHash: `0x${block.toString(16).padStart(64, '0')}` as Hex,
  blockTime: 1_000 + block,
  logIndex: 0,
  transactionHash: zeroHash,
})

const events: readonly OrderEvent[] = [
  { type: 'chainCreated', order, position: at(1) },
  { type: 'chainCreated', order, position: at(2) },
  { type: 'routed', ranking: [self, other], route: zeroHash, rank: 0 },
  { type: 'routed', ranking: [], route: zeroHash, rank: -1 },
  { type: 'declined', reason: 'test' },
  { type: 'claimSent', transactionHash: zeroHash },
  { type: 'claimLost', reason: 'test' },
  { type: 'chainClaimed', provider: self, payBy: 1_400, position: at(3) },
  { type: 'chainClaimed', provider: other, payBy: 1_400, position: at(3) },
  { type: 'payoutStarted', reference: 'pn' as PaymentReference },
  { type: 'payoutUnknown', reason: 'test' },
  { type: 'payoutSucceeded', paidAt: 1_010, amount: 4_000_000n },
  { type: 'payoutFailed', cause: 'pspUnavailable', reason: 'test' },
  { type: 'payoutFlagged', reason: 'test' },
  { type: 'attested', attesters: [other] },
  { type: 'chainSubmitted', provider: self, settleAfter: 1_500, position: at(4) },
  { type: 'chainSettled', provider: self, position: at(5) },
  { type: 'chainSettled', provider: other, position: at(5) },
  { type: 'chainFailed', provider: self, cause: 'expired', position: at(5) },
  { type: 'chainFailed', provider: other, cause: 'expired', position: at(5) },
  { type: 'chainRefunded', position: at(6) },
  { type: 'chainReorged', toBlock: 0, replay: [] },
  { type: 'chainReorged', toBlock: 2, replay: [{ type: 'chainCreated', order, position: at(1) }] },
]

/** Applies events; waiting effects are kept as the outbox keeps them. */
function run(
  history: readonly OrderEvent[],
  watch: (before: OrderRecord | undefined, event: OrderEvent, after: OrderRecord, effects: ReadonlySet<EffectKind>) => void = () => {},
) {
  let record: OrderRecord | undefined
  const waiting = new Set<EffectKind>()
  for (const event of history) {
    const step = transition(record, event, context)
    if (!step) continue
    for (const kind of step.cancel) waiting.delete(kind)
    for (const { kind } of step.effects) waiting.add(kind)
    watch(record, event, step.record, waiting)
    record = { ...step.record, id: zeroHash as OrderId }
  }
  return { record, waiting }
}

const pick = (...types: OrderEvent['type'][]) => types.map((type) => events.find((event) => event.type === type) as OrderEvent)

describe('transition', () => {
  test('default: the way to settled', () => {
    const { record, waiting } = run(
      pick(
        'chainCreated',
        'routed',
        'claimSent',
        'chainClaimed',
        'payoutStarted',
        'payoutUnknown',
        'payoutSucceeded',
        'attested',
        'chainSettled',
      ),
    )
    expect(record?.state).toBe('settled')
    expect([...waiting].filter((kind) => kind !== 'route')).toEqual([])
  })

  test('behavior: an unknown payout is queried, never paid again, and survives a reorg of its claim', () => {
    const { record, waiting } = run([
      ...pick('chainCreated', 'routed', 'chainClaimed', 'payoutStarted', 'payoutUnknown'),
      { type: 'chainReorged', toBlock: 0, replay: [] },
    ])
    expect(record?.state).toBe('unknown')
    expect(waiting).toContain('query')
    expect(waiting).not.toContain('payout')
  })

  test('behavior: a provider that failed the order takes its turn after everybody else', () => {
    const created = events[0] as OrderEvent
    const failed: OrderEvent = { type: 'chainFailed', provider: self, cause: 'pspUnavailable', position: at(9) }
    const { record } = run([created, ...pick('routed', 'chainClaimed', 'payoutFailed'), failed])
    expect(record).toMatchObject({ state: 'routed', failedBy: [self], turnStart: at(9).blockTime })
  })

  test('behavior: settled to somebody else while our payout may be in flight is flagged', () => {
    const { record } = run([
      ...pick('chainCreated', 'routed', 'chainClaimed', 'payoutStarted'),
      { type: 'chainSettled', provider: other, position: at(7) },
    ])
    expect(record).toMatchObject({ state: 'flagged', reason: expect.stringContaining('another provider') })
  })

  test('property: over any history, money laws hold', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (history) => {
        let started = false
        run([events[0] as OrderEvent, ...history], (before, event, after, waiting) => {
          expect(orderStates).toContain(after.state)
          // Only a claim of ours asks for a payout.
          if (waiting.has('payout') && !['claimed', 'paying'].includes(after.state))
            expect.fail(`payout waits in ${after.state} after ${event.type}`)
          // Once the request may have left, only the PSP's word or the chain's end leads out.
          if (before && payoutStates.has(before.state) && !payoutStates.has(after.state)) {
            // The chain may end the order before the PSP answers: the answer then only ends the waiting.
            expect(['payoutFailed', 'payoutSucceeded', 'chainSettled']).toContain(event.type)
            expect(after.state).toBe(event.type === 'payoutFailed' ? (before.ended ?? 'failed') : 'settled')
            if (event.type !== 'payoutFailed') expect(after.claimer).toBe(self)
          }
          // A payout starts once: the reference serves for life.
          if (event.type === 'payoutStarted' && after.state === 'paying' && before?.state !== 'paying') {
            expect(before?.state).toBe('claimed')
            started = true
          }
          if (started && after.state === 'paid') expect(after.paidAt).toBeDefined()
          // What can be in flight is never given up.
          if (waiting.has('giveUp')) expect(after.state).toBe('failed')
        })
      }),
      { seed: 20_261_123, numRuns: 4_000 },
    )
  }, 120_000)
})
