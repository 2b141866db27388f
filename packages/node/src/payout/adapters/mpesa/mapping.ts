/** Daraja's words and codes as the port's. Only a status query's own words end a payout; a word that is not here is unknown. */
import type { Amount } from '@paynode/sdk/protocol'
import type { PspReason, PspStatus } from '../../psp.ts'
import { fromDecimal, fromNumber } from '../../rails/decimal.ts'
import { acceptedSchema, errorSchema, type MpesaResult, valuesOf } from './schemas.ts'

/** Undefined for a status that nobody documented. */
export function toStatus(word: string): { readonly status: PspStatus; readonly reason?: PspReason } | undefined {
  return Object.hasOwn(statuses, word) ? statuses[word] : undefined
}

const statuses: Readonly<Record<string, { readonly status: PspStatus; readonly reason?: PspReason }>> = {
  Initiated: { status: 'PENDING' },
  Authorized: { status: 'PENDING' },
  'Pending Authorized': { status: 'PENDING' },
  Completed: { status: 'SUCCEEDED' },
  Cancelled: { status: 'CANCELLED', reason: 'other' },
  Declined: { status: 'FAILED', reason: 'provider' },
  Expired: { status: 'FAILED', reason: 'expired' },
}

/** What a payout's own result says went wrong; undefined where the code is ambiguous (15 duplicate, 17 internal, 26 busy) or not documented. */
export function toFailure(code: string): PspReason | undefined {
  return Object.hasOwn(failures, code) ? failures[code] : undefined
}

const failures: Readonly<Record<string, PspReason>> = {
  1: 'insufficient_funds',
  2: 'limit',
  3: 'limit',
  4: 'limit',
  8: 'limit',
  11: 'config',
  21: 'config',
  2001: 'auth',
  2006: 'config',
  2028: 'config',
  2040: 'bad_destination',
  8006: 'auth',
  SFC_IC0003: 'bad_destination',
}

/** After these, more requests with the same credential lock it, or keep it locked. */
export const lockingCodes: ReadonlySet<string> = new Set(['2001', '8006'])
/** Trouble of the question, which says nothing about the payout. */
export const troubleCodes: ReadonlySet<string> = new Set(['1', '11', '15', '17', '21', '26', '2001', '2006', '2028', '8006'])

/** What a refusal of the payment request means. The vendor answers a known reference with status 500. */
export function toRefusal(
  status: number,
  json: unknown,
  definitive: Readonly<Record<string, PspReason>>,
): { readonly type: 'duplicate' } | { readonly type: 'busy' } | { readonly type: 'rejected'; readonly reason: PspReason } | undefined {
  const code = errorSchema.safeParse(json).data?.errorCode
  if (code === undefined) return undefined
  if (code === '500.002.1001') return { type: 'duplicate' }
  if (busyCodes.has(code)) return { type: 'busy' }
  if (status < 400 || status >= 500) return undefined
  const reason = Object.hasOwn(definitive, code) ? definitive[code] : undefined
  return reason ? { type: 'rejected', reason } : undefined
}

/** Spike arrest and quota: turned away at the gateway. */
export const busyCodes: ReadonlySet<string> = new Set(['500.003.02', '500.003.03'])
/** The codes that the vendor's documentation names as refusals of the request itself. */
export const documentedCodes: Readonly<Record<string, PspReason>> = { '400.002.02': 'config', '401.002.01': 'auth' }

/** The vendor's code, for evidence. */
export function toCode(json: unknown): string | undefined {
  return errorSchema.safeParse(json).data?.errorCode ?? acceptedSchema.safeParse(json).data?.ResponseCode
}

/** The amount of a result under a key: whole shillings as a rule, as text or number. */
export function toAmount(result: MpesaResult, key: string): Amount | undefined {
  const [value] = valuesOf(result, key)
  const minor = typeof value === 'number' ? fromNumber(value, 2) : typeof value === 'string' ? fromDecimal(value, 2) : undefined
  return minor === undefined ? undefined : { value: minor, currency: 'KES' }
}

/** `20240706224852` in East Africa Time (UTC+3, no summer time) → unix seconds. */
export function toSeconds(time: string | number | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(time ?? ''))
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`)
  return Number.isNaN(at) ? undefined : at / 1_000
}

/** `Working Account|KES|1.00|…&Utility Account|KES|228037.00|…` → what the utility account, which B2C pays from, has. */
export function toUtilityBalance(text: string): Amount | undefined {
  const row = text
    .split('&')
    .map((part) => part.split('|'))
    .find(([name, currency]) => name === 'Utility Account' && currency === 'KES')
  const value = row?.[2] === undefined ? undefined : fromDecimal(row[2], 2)
  return value === undefined || value < 0n ? undefined : { value, currency: 'KES' }
}
