/** What Circle cannot carry, found offline. */
import { validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { isIban } from '../../rails/isIban.ts'

/** `bank`: redeems into linked bank accounts. `onchain`: pays USDC and EURC to the address book. An account serves each by its own entry. */
export type CircleProduct = 'bank' | 'onchain'
/** The operator's own limits, in the currency's minor units. */
export type CircleLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }
export type ValidateOptions = {
  readonly product: CircleProduct
  readonly limits: CircleLimits
  readonly linkedBanks: Readonly<Record<string, string>>
  readonly digits: number
}

/** The linked bank account that an account stands for: an id is itself, an IBAN stands in the configuration. */
export function toLinkedBank(account: string, linkedBanks: Readonly<Record<string, string>>): string | undefined {
  if (account.includes('-')) return account
  return Object.hasOwn(linkedBanks, account) ? linkedBanks[account] : undefined
}

/** Errors stop a payout. An IBAN whose check digits do not fit only warns: whether it was linked decides. */
export function validateIntent({ amount, recipient }: PayoutIntent, options: ValidateOptions): readonly PspIssue[] {
  const { product, limits, linkedBanks, digits } = options
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  const { corridor, account } = recipient
  if (!served[product].includes(corridor)) error('destination', `this Circle entry serves ${served[product].join(' and ')}`)
  else if (!corridor.startsWith(`${amount.currency}/`)) error('currency', `the corridor does not pay in ${amount.currency}`)
  if (amount.value <= 0n || amount.value > 10n ** 18n) error('amount', 'amount out of range')
  else if (product === 'onchain' && amount.value % 10n ** BigInt(6 - digits) !== 0n)
    error('amount', `the amount has more than ${digits} decimal places`)
  else if (limits.min !== undefined && amount.value < limits.min) error('amount', `amount below the limit of ${limits.min} minor units`)
  else if (limits.max !== undefined && amount.value > limits.max) error('amount', `amount above the limit of ${limits.max} minor units`)
  const malformed = validateRecipient(recipient)
  if (malformed) error('destination', malformed)
  else if (product === 'bank') {
    if (!account.includes('-') && !isIban(account))
      issues.push({ severity: 'warning', code: 'destination', message: 'the check digits of the IBAN do not fit' })
    if (!toLinkedBank(account, linkedBanks)) error('destination', 'the account is not linked at Circle; link it and add it to linkedBanks')
  }
  return issues
}

const served: Readonly<Record<CircleProduct, readonly string[]>> = {
  bank: ['USD/wire', 'EUR/sepa'],
  onchain: ['USDC/onchain', 'EURC/onchain'],
}
