/** The last word of a payout's failure. */
import { failedPayoutStates, listAttemptEvents, type PayoutEvent, type PayoutRow } from '../store/payouts.ts'
import type { Store } from '../store/store.ts'

/** Of the attempt that the row stands for; undefined when it has not failed. */
export const toFailedEvent = ({ store }: { readonly store: Store }, { orderId }: PayoutRow): PayoutEvent | undefined =>
  listAttemptEvents(store, orderId).findLast(({ state }) => failedPayoutStates.has(state))
