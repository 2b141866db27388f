/** What M-Pesa cannot carry, found offline. */
import { validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../../psp.ts'

/** Cents. The vendor publishes KES 10 to KES 250 000 a payout; an operator may be narrower, or wider once the vendor is. */
export type MpesaLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }

const MIN = 1_000n
const MAX = 25_000_000n

/** Whole shillings, a Kenyan MSISDN, a reference the vendor can store. */
export function validateIntent({ reference, amount, recipient }: PayoutIntent, limits: MpesaLimits): readonly PspIssue[] {
  const { min = MIN, max = MAX } = limits
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  if (!/^[a-z0-9_-]{16,36}$/.test(reference)) error('reference', 'M-Pesa takes references of 16 to 36 of a-z, 0-9, - and _')
  if (recipient.corridor !== 'KES/mpesa') error('destination', 'the M-Pesa adapter does not serve this corridor')
  if (amount.currency !== 'KES') error('currency', `the corridor does not pay in ${amount.currency}`)
  if (amount.value % 100n !== 0n) error('amount', 'M-Pesa carries whole shillings alone')
  else if (amount.value <= 0n || amount.value < min) error('amount', `amount below the limit of ${min} cents`)
  else if (amount.value > max) error('amount', `amount above the limit of ${max} cents`)
  const malformed = validateRecipient(recipient)
  if (malformed) error('destination', malformed)
  return issues
}
