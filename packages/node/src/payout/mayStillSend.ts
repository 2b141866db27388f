/** Whether a request for a payout may leave once more. */
import type { OrderRecord } from '../orders/types.ts'
import type { PayoutDeps } from './deps.ts'

/** The order is still ours, being paid, and enough of its pay window is left: nobody else pays it meanwhile. */
export function mayStillSend(
  { clock, marginMs }: Pick<PayoutDeps, 'clock' | 'marginMs'>,
  { state, payBy, corridor }: OrderRecord,
): boolean {
  return (state === 'paying' || state === 'unknown') && (payBy ?? 0) * 1_000 - clock.now() > marginMs(corridor)
}
