/** What an adapter is told about a payout that it is asked for. */
import type { PayoutRow } from '../store/payouts.ts'
import type { PayoutTarget } from './psp.ts'

/** From the row as it is stored. */
export const toTarget = (row: PayoutRow): PayoutTarget => ({
  reference: row.reference,
  pspId: row.pspId,
  prepared: row.request,
  sentAt: row.createdAt,
  succeeded: row.state === 'SUCCEEDED' || row.state === 'RETURNED',
})
