/** What Flutterwave cannot carry, found offline. */
import { getCorridor, validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { toNumber } from '../../rails/decimal.ts'
import { isNuban } from '../../rails/isNuban.ts'

/** In kobo. `min` is NGN 100 unless given: the one limit that the vendor shows (error 228400). */
export type FlutterwaveLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }

/** Errors stop a payout; the check digit only warns, because wallets and test accounts break it. */
export function validateIntent(
  { reference, amount, recipient }: PayoutIntent,
  { min = 10_000n, max }: FlutterwaveLimits,
): readonly PspIssue[] {
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  if (!/^[a-zA-Z0-9]{12,42}$/.test(reference)) error('reference', 'Flutterwave takes keys of 12 or more letters and digits alone')
  if (recipient.corridor !== 'NGN/bank')
    error('destination', `the Flutterwave adapter does not serve ${getCorridor(recipient.corridor)?.corridor ?? 'this corridor'}`)
  if (amount.currency !== 'NGN') error('currency', `the corridor does not pay in ${amount.currency}`)
  if (amount.value <= 0n || toNumber(amount.value, 2) === undefined) error('amount', 'amount out of range')
  else if (amount.value < min) error('amount', `amount below the limit of ${min} kobo`)
  else if (max !== undefined && amount.value > max) error('amount', `amount above the limit of ${max} kobo`)
  const malformed = validateRecipient(recipient)
  if (malformed) error('destination', malformed)
  else if (isNuban(recipient.institution ?? '', recipient.account) === false)
    issues.push({ severity: 'warning', code: 'destination', message: 'the check digit of the account does not fit its bank' })
  return issues
}
