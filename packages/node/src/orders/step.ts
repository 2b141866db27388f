/** The pieces that transition rules are made of. */
import { type ProviderId, toPaymentReference } from '@paynode/sdk/protocol'
import { getTurnAt } from './turn.ts'
import type { ChainPosition, Effect, EffectKind, OrderEvent, OrderEventType, OrderRecord, OrderState, Step } from './types.ts'

/** Who decides and when. `now` is unix milliseconds. */
export type TransitionContext = { readonly self: ProviderId; readonly now: number }
export type EventOf<type extends OrderEventType> = Extract<OrderEvent, { type: type }>
/** One cell of the table; undefined = this event changes nothing here. */
export type Rule<type extends OrderEventType> = (record: OrderRecord, event: EventOf<type>, context: TransitionContext) => Step | undefined

/** Everything a rule can say. */
export const step = (record: OrderRecord, effects: readonly Effect[] = [], cancel: readonly EffectKind[] = []): Step => ({
  record,
  effects,
  cancel,
})
/** The record in another state. */
export const to = (record: OrderRecord, state: OrderState, change: Partial<OrderRecord> = {}): OrderRecord => ({
  ...record,
  ...change,
  state,
})
/** Work that is due at once. */
export const now = (kind: EffectKind): Effect => ({ kind, dueAt: 0 })

/** What an ended order still waits for: nothing but its ranking, which people and tests compare afterwards. */
export const everything: readonly EffectKind[] = ['claim', 'payout', 'query', 'giveUp', 'settle', 'expire', 'reclaim', 'finish']
/** What a person's decision replaces. The payout and its queries go on: how they end must be known. */
export const automatic: readonly EffectKind[] = ['claim', 'giveUp', 'settle', 'finish', 'expire', 'reclaim']

/** The claim at our turn. An order that we ever began to pay is never claimed again: its reference is used up. */
export function toClaimEffects(record: OrderRecord, self: ProviderId): readonly Effect[] {
  const turnAt = record.reference === undefined ? getTurnAt(record, self) : undefined
  return turnAt === undefined ? [] : [{ kind: 'claim', dueAt: turnAt * 1_000 }]
}

/** The return of a dead claim. Ranks wait in a row, because one daemon is enough. */
export function toExpireEffect({ rank }: OrderRecord, payBy: number): Effect {
  return { kind: 'expire', dueAt: (payBy + 1) * 1_000 + 3_000 * Math.max(0, rank) }
}

/** An open order: waits for its turn when it is ranked, for its ranking otherwise. */
export function waitForTurn(record: OrderRecord, self: ProviderId, cancel: readonly EffectKind[]): Step {
  if (record.ranking.length === 0) return step(to(record, 'seen'), [now('route')], cancel)
  return step(to(record, 'routed'), toClaimEffects(record, self), cancel)
}

/** The providers whose claims failed, with one more at the end. */
export const withFailed = (failedBy: readonly ProviderId[], provider: ProviderId): readonly ProviderId[] => [
  ...failedBy.filter((other) => other !== provider),
  provider,
]

/** The reference of an order that the chain says we paid, whatever this database knows of it (it may be an old copy): it is used up. */
export const toReference = ({ id, reference }: OrderRecord) => reference ?? toPaymentReference(id)

/** What the chain's last word leaves on the record. */
export const toEnd = (ended: 'settled' | 'refunded', { transactionHash, blockTime }: ChainPosition) => ({
  settledTransaction: transactionHash,
  settledAt: blockTime,
  ended,
})
