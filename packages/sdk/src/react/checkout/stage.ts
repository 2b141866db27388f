/** Where a payment is, from what the chain says and what this browser remembers. Pure: the same facts, the same screen. */
import type { OrderStatus } from '../../protocol/order.ts'

export type Stage =
  /** Nothing is under way: ask for amount and recipient. */
  | 'form'
  /** The wallet or the chain is being waited for. */
  | 'paying'
  /** Remembered, never seen on chain and not known to be sent. */
  | 'unsent'
  /** Locked; follow it. */
  | 'open'
  | 'claimed'
  | 'submitted'
  | 'disputed'
  | 'settled'
  | 'refunded'

/** `status` is the chain's, undefined while unknown. */
export function toStage(facts: {
  readonly isBusy: boolean
  readonly record: { readonly transactionHash?: string | undefined; readonly claimBy: number } | undefined
  readonly status: OrderStatus | undefined
  /** Unix seconds by the chain; undefined while unknown. */
  readonly now: number | undefined
}): Stage {
  const { isBusy, record, status, now } = facts
  if (!record) return isBusy ? 'paying' : 'form'
  if (status !== undefined && status !== 'none') return status
  if (isBusy || status === undefined) return 'paying'
  // The escrow takes no order whose `claimBy` has passed: what is not there by then never will be.
  const mayCome = record.transactionHash !== undefined && !(now !== undefined && now >= record.claimBy)
  return mayCome ? 'paying' : 'unsent'
}

/** The five marks of the timeline, in order; `done` counts those that are reached. */
export function toProgress(status: OrderStatus, events: readonly { readonly name?: string | null | undefined }[]): number {
  if (status === 'settled') return 5
  if (status === 'submitted' || status === 'disputed') return 4
  const seen = new Set(events.map(({ name }) => name))
  if (status === 'claimed') return seen.has('order.fulfilled') ? 3 : 2
  return status === 'open' ? 1 : 0
}
