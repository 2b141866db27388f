/** What Paystack cannot carry, found offline. */
import { getCorridor, validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { isNuban } from '../../rails/isNuban.ts'

/** The operator's own limits, in kobo; the vendor publishes none that could be relied on. */
export type PaystackLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }

/** Errors stop a payout; the check digit only warns, because wallets and test accounts break it. */
export function validateIntent({ reference, amount, recipient }: PayoutIntent, limits: PaystackLimits): readonly PspIssue[] {
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  if (!/^[a-z0-9_-]{16,50}$/.test(reference)) error('reference', 'Paystack takes references of 16 to 50 of a-z, 0-9, - and _')
  if (recipient.corridor !== 'NGN/bank')
    error('destination', `the Paystack adapter does not serve ${getCorridor(recipient.corridor)?.corridor ?? 'this corridor'}`)
  if (amount.currency !== 'NGN') error('currency', `the corridor does not pay in ${amount.currency}`)
  if (amount.value <= 0n || amount.value > BigInt(Number.MAX_SAFE_INTEGER)) error('amount', 'amount out of range')
  else if (limits.min !== undefined && amount.value < limits.min) error('amount', `amount below the limit of ${limits.min} kobo`)
  else if (limits.max !== undefined && amount.value > limits.max) error('amount', `amount above the limit of ${limits.max} kobo`)
  const malformed = validateRecipient(recipient)
  if (malformed) error('destination', malformed)
  else if (isNuban(recipient.institution ?? '', recipient.account) === false)
    issues.push({ severity: 'warning', code: 'destination', message: 'the check digit of the account does not fit its bank' })
  return issues
}
