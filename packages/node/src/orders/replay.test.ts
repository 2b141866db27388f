/** The event log is the whole story: replaying it gives the row, whatever happened. */
import { hashOrder, type Order, orderDefaults, type PaymentReference } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import type { Address, Hex } from 'viem'
import { expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { listOrderEvents } from '../store/orderEvents.ts'
import { getOrderRecord } from '../store/orders.ts'
import { openStore } from '../store/store.ts'
import { createEngine } from './engine.ts'
import { replayOrder } from './replay.ts'
import type { OrderEvent } from './types.ts'

const [self, other]: readonly Address[] = ['0x00000000000000000000000000000000000000A1', '0x00000000000000000000000000000000000000b2']
const order: Order = {
  ...orderDefaults,
  payer: other as Address,
  refundTo: other as Address,
  token: other as Address,
  amount: 10n,
  payout: 1_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 9_000,
  turnSeconds: 5,
  claimBy: 8_000,
  payWindow: 60,
  salt: 1n,
}
const id = hashOrder(order, { chainId: 1, escrow: self as Address })
const at = (block: number, fork = 0) => ({
  block,
  blockHash: `0x${fork}${block}` as Hex,
  blockTime: 1_000 + block,
  logIndex: 0,
  transactionHash: `0x0${block}` as Hex,
})
const of = (provider: Address | undefined): readonly OrderEvent[] =>
  provider
    ? [
        { type: 'chainClaimed', provider, payBy: 1_400, position: at(3) },
        { type: 'chainFailed', provider, cause: 'expired', position: at(4) },
        { type: 'chainSubmitted', provider, settleAfter: 1_500, position: at(5) },
        { type: 'chainSettled', provider, position: at(6) },
      ]
    : []
const created: OrderEvent = { type: 'chainCreated', order, position: at(1) }
const facts = [...of(self), ...of(other)]
const events: readonly OrderEvent[] = [
  ...facts,
  created,
  { type: 'chainCreated', order, position: at(1, 1) },
  { type: 'chainRefunded', position: at(7) },
  { type: 'routed', ranking: [other as Address, self as Address], route: '0x09', rank: 1 },
  { type: 'declined', reason: 'no' },
  { type: 'claimSent', transactionHash: '0x03' },
  { type: 'claimLost', reason: 'late' },
  { type: 'payoutStarted', reference: 'pn1' as PaymentReference },
  { type: 'payoutUnknown', reason: 'timeout' },
  { type: 'payoutSucceeded', paidAt: 1_100, amount: 1_000n },
  { type: 'payoutFailed', cause: 'pspUnavailable', reason: 'down' },
  { type: 'payoutFlagged', reason: 'amount' },
  { type: 'attested', attesters: [other as Address] },
  { type: 'chainReorged', toBlock: 0, replay: [] },
  { type: 'chainReorged', toBlock: 4, replay: [created, ...facts.slice(0, 2)] },
]
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }

test('property: replaying the log of any history gives its row', () => {
  const store = openStore(':memory:')
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 25 }), (history) => {
      for (const table of ['orders', 'order_events', 'effects']) store.db.exec(`DELETE FROM ${table}`)
      let now = 1_000
      const clock: Clock = { now: () => now++, sleep: async () => {} }
      const engine = createEngine({ store, clock, self: self as Address, metrics: noMetrics, logger: quiet })
      for (const event of [created, ...history]) engine.dispatch(id, event)
      const log = listOrderEvents(store, id)
      expect(replayOrder(log, self as Address)).toEqual(getOrderRecord(store, id))
      // Each prefix of the log leads to the state that was logged with it.
      for (const [index, { state }] of log.entries()) expect(replayOrder(log.slice(0, index + 1), self as Address)?.state).toBe(state)
    }),
    { seed: 20_261_123, numRuns: 500 },
  )
  store.close()
}, 120_000)
