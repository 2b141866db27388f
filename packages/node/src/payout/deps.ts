/** What the payout and query handlers need, and how a PSP's words become the protocol's. */
import type { Corridor, FailureCause, OrderId, Recipient } from '@paynode/sdk/protocol'
import type { OrderEvent, OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { PayoutRow } from '../store/payouts.ts'
import type { Store } from '../store/store.ts'
import type { PspPool } from './createPspPool.ts'
import type { Float } from './float.ts'

/** The answer of opening an order's sealed recipient. */
export type OpenedRecipient =
  | { readonly type: 'opened'; readonly recipient: Recipient }
  | { readonly type: 'missing' }
  | { readonly type: 'invalid'; readonly reason: string }

/** What finding out about a payout needs. */
export type QueryDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly metrics: Metrics
  readonly logger: Logger
  readonly float: Pick<Float, 'post' | 'void'>
  readonly psps: PspPool
  /** How long a payout must stay unknown to its PSP before it counts as never made. Milliseconds. */
  readonly notFoundWindowMs: number
  /** A payout starts, or is sent again, only when more than this is left of the pay window. Milliseconds. */
  marginMs(corridor: Corridor): number
}

/** Limits on what leaves, minor units of the order's currency: one payout, the last 60 minutes, the last 24 hours. */
export type Caps = { readonly perPayout?: bigint | undefined; readonly perHour?: bigint | undefined; readonly perDay?: bigint | undefined }

/** What making a payout needs. */
export type PayoutDeps = QueryDeps & {
  readonly float: Float
  /** The order as it is stored now: the handler's own copy is as old as its last await. */
  getRecord(orderId: OrderId): OrderRecord | undefined
  /** Applies an event at once, inside the caller's transaction. */
  dispatch(orderId: OrderId, event: OrderEvent): void
  openRecipient(record: OrderRecord, signal: AbortSignal): Promise<OpenedRecipient>
  /** Whether order and claim are deep enough in the chain to pay. */
  confirmed(record: OrderRecord): boolean
  readonly payouts: 'on' | 'off'
  readonly caps: Caps
  /** A corridor's own caps, beside `caps`. */
  capsOf?(corridor: Corridor): Caps | undefined
}

/** A PSP's reason as the contract's cause. */
export function toFailureCause(reason: string | undefined): FailureCause {
  if (reason === 'bad_destination') return 'recipientRejected'
  if (reason === 'insufficient_funds') return 'insufficientFloat'
  return 'pspUnavailable'
}

/** Counts and logs a payout's new state. */
export function notePayout({ metrics, logger }: Pick<QueryDeps, 'metrics' | 'logger'>, row: PayoutRow, state: string, code?: string): void {
  metrics.count('paynode_payouts_total', { state })
  logger.info({ orderId: row.orderId, reference: row.reference, psp: row.psp, state, code }, 'payout moved')
}
