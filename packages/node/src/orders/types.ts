/** The order machine's vocabulary: what an order is to this daemon, what can happen to it, and what it makes the daemon do. */
import type { Corridor, FailureCause, Order, OrderId, PaymentReference, ProviderId } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'

/** Where a log stands in the chain. Block time is unix seconds. */
export type ChainPosition = {
  readonly block: number
  readonly blockHash: Hex
  readonly blockTime: number
  readonly logIndex: number
  readonly transactionHash: Hex
}

/**
 * States and their exits.
 * - `seen`: on chain, not ranked yet → routed, declined, taken, refunded
 * - `routed`: ranked; waits for its turn or for somebody else → claiming, taken, declined, refunded
 * - `declined`: own policy or inability; still watched → taken, settled, refunded
 * - `claiming`: claim transaction sent → claimed, taken, routed
 * - `claimed`: ours on chain, not paid yet → paying, routed (gave up, expired)
 * - `paying`: the payout request may have left this machine → paid, unknown, failed
 * - `unknown`: nobody knows whether the payout happened; only queries follow → paid, failed, flagged
 * - `failed`: the PSP confirmed that no money moved; the claim is being given up → routed
 * - `paid`: the recipient has the money; collecting attestations, waiting for settlement, claiming again when the claim
 *   ended meanwhile → submitted, settled, flagged
 * - `submitted`: proven on chain, challenge window open → settled
 * - `taken`: claimed by another provider → routed (it failed), settled, refunded
 * - `settled`, `refunded`: terminal
 * - `flagged`: paid but somebody else's on chain, or undecidable: a person must look; still watched, and taken up again
 *   (→ paid, settled, failed) when the chain gives it back or the payout turns out never to have happened
 */
export const orderStates = [
  'seen',
  'routed',
  'declined',
  'claiming',
  'claimed',
  'paying',
  'unknown',
  'failed',
  'paid',
  'submitted',
  'taken',
  'settled',
  'refunded',
  'flagged',
] as const
export type OrderState = (typeof orderStates)[number]

/** An order as this daemon keeps it: plain data, replaced whole by `transition`. */
export type OrderRecord = {
  readonly id: OrderId
  readonly order: Order
  readonly corridor: Corridor
  readonly state: OrderState
  readonly created: ChainPosition
  /** Best first, as routed; empty before routing. */
  readonly ranking: readonly ProviderId[]
  /** Digest of everything the ranking was computed from. */
  readonly route?: Hex | undefined
  /** Position of this daemon's provider in the ranking; −1 = not eligible. */
  readonly rank: number
  /** Unix seconds at which rank 0 may claim: the block time of creation, or of the last failure. */
  readonly turnStart: number
  /** Providers whose claims on this order failed, in chain order. They go to the tail of the ranking. */
  readonly failedBy: readonly ProviderId[]
  readonly claimer?: ProviderId | undefined
  readonly claimedAt?: ChainPosition | undefined
  /** Unix seconds until which the claimer may pay. */
  readonly payBy?: number | undefined
  readonly reference?: PaymentReference | undefined
  /** Unix seconds at which the PSP says the recipient was paid. */
  readonly paidAt?: number | undefined
  /** Minor units that arrived. */
  readonly paidAmount?: bigint | undefined
  readonly settledTransaction?: Hex | undefined
  readonly settledAt?: number | undefined
  /** How the order ended on chain. */
  readonly ended?: 'settled' | 'refunded' | undefined
  /** The payout itself is in doubt (returned, another amount): from here only a person decides. */
  readonly undecidable?: boolean | undefined
  readonly reason?: string | undefined
}

/** Everything that can happen to an order, in the past tense. `chain…` events are facts that a reorg can take back. */
export type OrderEvent =
  | { readonly type: 'chainCreated'; readonly order: Order; readonly position: ChainPosition }
  | { readonly type: 'routed'; readonly ranking: readonly ProviderId[]; readonly route: Hex; readonly rank: number }
  | { readonly type: 'declined'; readonly reason: string }
  | { readonly type: 'claimSent'; readonly transactionHash: Hex }
  | { readonly type: 'claimLost'; readonly reason: string }
  | { readonly type: 'chainClaimed'; readonly provider: ProviderId; readonly payBy: number; readonly position: ChainPosition }
  | { readonly type: 'payoutStarted'; readonly reference: PaymentReference }
  | { readonly type: 'payoutUnknown'; readonly reason: string }
  | ({ readonly type: 'payoutSucceeded'; readonly paidAt: number; readonly amount: bigint } & Resolvable)
  | ({ readonly type: 'payoutFailed'; readonly cause: FailureCause; readonly reason: string } & Resolvable)
  | { readonly type: 'payoutFlagged'; readonly reason: string }
  | { readonly type: 'attested'; readonly attesters: readonly ProviderId[] }
  | { readonly type: 'chainSubmitted'; readonly provider: ProviderId; readonly settleAfter: number; readonly position: ChainPosition }
  | { readonly type: 'chainSettled'; readonly provider: ProviderId; readonly position: ChainPosition }
  | { readonly type: 'chainFailed'; readonly provider: ProviderId; readonly cause: FailureCause; readonly position: ChainPosition }
  | { readonly type: 'chainRefunded'; readonly position: ChainPosition }
  | { readonly type: 'chainReorged'; readonly toBlock: number; readonly replay: readonly OrderEvent[] }

/** `resolved`: a person decided what the payout came to, so what was in doubt no longer is. */
type Resolvable = { readonly resolved?: true | undefined }

export type OrderEventType = OrderEvent['type']

/**
 * Work that a transition asks for. `kind` names the handler, `dueAt` is unix milliseconds (0 = now).
 * - `route`: rank the order · `claim`: claim it at our turn · `payout`: reserve, record, submit · `query`: ask the PSP
 * - `giveUp`: return the claim · `settle`: collect attestations and settle · `expire`: return somebody else's dead claim
 * - `reclaim`: send an unserved order's money back · `finish`: settle after the challenge window
 */
export type EffectKind = 'route' | 'claim' | 'payout' | 'query' | 'giveUp' | 'settle' | 'expire' | 'reclaim' | 'finish'
export type Effect = { readonly kind: EffectKind; readonly dueAt: number }

/** What a transition gives: the new record and the work it asks for. `cancel` drops waiting effects of those kinds. */
export type Step = { readonly record: OrderRecord; readonly effects: readonly Effect[]; readonly cancel: readonly EffectKind[] }

/** What a handler gives back: events to dispatch, or when to try again (unix milliseconds). */
export type HandlerResult =
  | { readonly type: 'events'; readonly events: readonly OrderEvent[] }
  | { readonly type: 'retry'; readonly at: number; readonly reason: string; readonly events?: readonly OrderEvent[] }

/** Runs one effect. May be called again after a crash: a handler must find out what it already did. Throwing means retry with back-off. */
export type EffectHandler = (parameters: {
  readonly record: OrderRecord
  readonly attempts: number
  readonly signal: AbortSignal
}) => Promise<HandlerResult>
export type EffectHandlers = Readonly<Record<EffectKind, EffectHandler>>

/** The founding names that webhooks, streams and an external bus replay. */
export type OrderEventName =
  | 'order.created'
  | 'order.pending'
  | 'order.assigned'
  | 'order.fulfilled'
  | 'order.validated'
  | 'order.settled'
  | 'order.failed'
  | 'order.refunded'
