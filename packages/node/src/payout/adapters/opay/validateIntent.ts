/** What OPay cannot carry, found offline. */
import { getCorridor, validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { isNuban } from '../../rails/isNuban.ts'

/** The operator's own limits, in kobo; the vendor publishes none. */
export type OpayLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }

/** Errors stop a payout; the check digit only warns, because wallets and test accounts break it. */
export function validateIntent({ reference, amount, recipient }: PayoutIntent, limits: OpayLimits): readonly PspIssue[] {
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  if (!/^[a-zA-Z0-9_-]{1,50}$/.test(reference)) error('reference', 'OPay takes references of up to 50 letters, digits, - and _')
  if (recipient.corridor !== 'NGN/bank')
    error('destination', `the OPay adapter does not serve ${getCorridor(recipient.corridor)?.corridor ?? 'this corridor'}`)
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
