/** What no transfer to a Nigerian bank account can carry, found offline. Vendors differ in references, limits and the numbers they speak. */
import { getCorridor, validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../psp.ts'
import { isNuban } from './isNuban.ts'

/** Limits in kobo. */
export type KoboLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }

/** What is the vendor's own. */
export type NairaRail = {
  /** As operators know it. */
  readonly vendor: string
  /** References that it takes, and in words: "Paystack takes references of …". */
  readonly references: { readonly pattern: RegExp; readonly words: string }
  /** Whether its requests can carry an amount of kobo. */
  readonly carries: (kobo: bigint) => boolean
  readonly limits: KoboLimits
}

/** Errors stop a payout; the check digit only warns, because wallets and test accounts break it. */
export function validateNairaIntent({ reference, amount, recipient }: PayoutIntent, rail: NairaRail): readonly PspIssue[] {
  const { vendor, references, carries } = rail
  const { min, max } = rail.limits
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  if (!references.pattern.test(reference)) error('reference', `${vendor} takes ${references.words}`)
  if (recipient.corridor !== 'NGN/bank')
    error('destination', `the ${vendor} adapter does not serve ${getCorridor(recipient.corridor)?.corridor ?? 'this corridor'}`)
  if (amount.currency !== 'NGN') error('currency', `the corridor does not pay in ${amount.currency}`)
  if (amount.value <= 0n || !carries(amount.value)) error('amount', 'amount out of range')
  else if (min !== undefined && amount.value < min) error('amount', `amount below the limit of ${min} kobo`)
  else if (max !== undefined && amount.value > max) error('amount', `amount above the limit of ${max} kobo`)
  const malformed = validateRecipient(recipient)
  if (malformed) error('destination', malformed)
  else if (isNuban(recipient.institution ?? '', recipient.account) === false)
    issues.push({ severity: 'warning', code: 'destination', message: 'the check digit of the account does not fit its bank' })
  return issues
}
