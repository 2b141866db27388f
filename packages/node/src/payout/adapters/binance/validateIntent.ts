/** What Binance Pay cannot carry, found offline. */
import { validateRecipient } from '@paynode/sdk/protocol'
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { toNumber } from '../../rails/decimal.ts'

/** How recipients may be named. */
export type BinanceReceiveType = 'BINANCE_ID' | 'EMAIL' | 'PAY_ID'
/** The operator's own limits, in millionths of a token. */
export type BinanceLimits = { readonly min?: bigint | undefined; readonly max?: bigint | undefined }

/** Amounts travel as JSON numbers of tokens. */
export const SCALE = 6
/** About what the vendor takes in one transfer: 80 000 dollars. */
const MOST = 80_000_000_000n

/** Errors stop a payout. */
export function validateIntent(
  { reference, amount, recipient }: PayoutIntent,
  { limits, receiveTypes }: { readonly limits: BinanceLimits; readonly receiveTypes: readonly BinanceReceiveType[] },
): readonly PspIssue[] {
  const issues: PspIssue[] = []
  const error = (code: PspIssue['code'], message: string) => issues.push({ severity: 'error', code, message })
  const { min, max = MOST } = limits
  if (!/^[A-Za-z0-9]{1,32}$/.test(reference)) error('reference', 'Binance Pay takes references of up to 32 letters and digits')
  if (recipient.corridor !== 'USDT/binance') error('destination', 'the Binance Pay adapter serves USDT/binance')
  if (amount.currency !== 'USDT') error('currency', `the corridor does not pay in ${amount.currency}`)
  if (amount.value <= 0n || toNumber(amount.value, SCALE) === undefined) error('amount', 'amount out of range')
  else if (min !== undefined && amount.value < min) error('amount', `amount below the limit of ${min} millionths`)
  else if (amount.value > max) error('amount', `amount above the limit of ${max} millionths`)
  const malformed = validateRecipient(recipient)
  const type = receiveTypes.find((item) => item === recipient.institution)
  if (malformed) error('destination', malformed)
  else if (!type) error('destination', `recipients are named by ${receiveTypes.join(' or ')} here`)
  else if ((type === 'EMAIL') !== recipient.account.includes('@')) error('destination', `the account is no ${type}`)
  return issues
}
