/** Orders and every kind of event that can happen to them, for tests of the engine and its log. */
import { hashOrder, type Order, orderDefaults, type PaymentReference } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import type { OrderEvent } from './types.ts'

const addresses: readonly [Address, Address] = ['0x00000000000000000000000000000000000000A1', '0x00000000000000000000000000000000000000b2']

/** The daemon under test, and another provider. */
export const [self, other] = addresses

/** An order's terms. */
export const order: Order = {
  ...orderDefaults,
  payer: other,
  refundTo: other,
  token: other,
  amount: 10n,
  payout: 1_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 9_000,
  turnSeconds: 5,
  claimBy: 8_000,
  payWindow: 60,
  salt: 1n,
}

/** Ids of three orders with these terms. */
export const ids = [1n, 2n, 3n].map((salt) => hashOrder({ ...order, salt }, { chainId: 1, escrow: self }))

const at = (block: number, fork = 0) => ({
  block,
  blockHash: `0x${fork}${block}` as Hex,
  blockTime: 1_000 + block,
  logIndex: 0,
  transactionHash: `0x0${block}` as Hex,
})
const of = (provider: Address): readonly OrderEvent[] => [
  { type: 'chainClaimed', provider, payBy: 1_400, position: at(3) },
  { type: 'chainFailed', provider, cause: 'expired', position: at(4) },
  { type: 'chainSubmitted', provider, settleAfter: 1_500, position: at(5) },
  { type: 'chainSettled', provider, position: at(6) },
]
const facts = [...of(self), ...of(other)]

/** How an order comes into being. */
export const created: OrderEvent = { type: 'chainCreated', order, position: at(1) }

/** What can happen to it, in any order. */
export const events: readonly OrderEvent[] = [
  ...facts,
  created,
  { type: 'chainCreated', order, position: at(1, 1) },
  { type: 'chainRefunded', position: at(7) },
  { type: 'routed', ranking: [other, self], route: '0x09', rank: 1 },
  { type: 'declined', reason: 'no' },
  { type: 'claimSent', transactionHash: '0x03' },
  { type: 'claimLost', reason: 'late' },
  { type: 'payoutStarted', reference: 'pn1' as PaymentReference },
  { type: 'payoutUnknown', reason: 'timeout' },
  { type: 'payoutSucceeded', paidAt: 1_100, amount: 1_000n },
  { type: 'payoutFailed', cause: 'pspUnavailable', reason: 'down' },
  { type: 'payoutFlagged', reason: 'amount' },
  { type: 'attested', attesters: [other] },
  { type: 'chainReorged', toBlock: 0, replay: [] },
  { type: 'chainReorged', toBlock: 4, replay: [created, ...facts.slice(0, 2)] },
]
