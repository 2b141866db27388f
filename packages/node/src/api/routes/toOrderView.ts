/** An order as the gateway shows it. Nothing of the recipient but the hash that stands on chain. */
import type { OrderView } from '../../chain/ports.ts'
import type { OrderRecord } from '../../orders/types.ts'
import { hideAccounts } from './hideAccounts.ts'

/** Record and chain view → HTTP. Amounts are minor units, times unix seconds; bigints become strings when serialised. */
export function toOrderView(record: OrderRecord, chain: OrderView | undefined) {
  const { id, order, corridor, state, created } = record
  return {
    id,
    corridor,
    /** As this daemon sees it. */
    state,
    /** As the chain has it. */
    status: chain?.status ?? 'none',
    payer: order.payer,
    token: order.token,
    amount: order.amount,
    payout: order.payout,
    ranking: record.ranking,
    route: record.route,
    rank: record.rank,
    turnStart: record.turnStart,
    failedBy: record.failedBy,
    claimer: record.claimer,
    payBy: record.payBy,
    reference: record.reference,
    paidAt: record.paidAt,
    paidAmount: record.paidAmount,
    settledAt: record.settledAt,
    reason: record.reason === undefined ? undefined : hideAccounts(record.reason),
    createdAt: created.blockTime,
    transactions: {
      created: created.transactionHash,
      claimed: record.claimedAt?.transactionHash,
      settled: record.settledTransaction,
    },
    order,
  }
}
