/** Circle's words as the port's. Only `status` decides; an error code or a return beside another status means nothing. */
import { createHash } from 'node:crypto'
import type { PspReason, PspStatus } from '../../psp.ts'
import type { CirclePayout } from './schemas.ts'

/** `succeeded`: a query said so before. Undefined for a status that nobody documented. */
export function toStatus(
  { status, errorCode, return: back }: Pick<CirclePayout, 'status' | 'errorCode' | 'return'>,
  succeeded: boolean,
): { readonly status: PspStatus; readonly reason?: PspReason } | undefined {
  if (status === 'pending') return { status: 'PENDING' }
  const undone = succeeded ? ({ status: 'RETURNED' } as const) : ({ status: 'FAILED', reason: 'returned' } as const)
  if (status === 'complete') return back?.status === 'complete' ? undone : { status: 'SUCCEEDED' }
  if (status !== 'failed') return undefined
  // A bank is sending the money back: no failure until it is here.
  if (errorCode === 'transaction_returned' && back && back.status !== 'complete')
    return { status: back.status === 'pending' ? 'PENDING' : 'NEEDS_ACTION' }
  if (succeeded) return undone
  const reason = errorCode && Object.hasOwn(reasons, errorCode) ? reasons[errorCode] : undefined
  return { status: 'FAILED', reason: reason ?? 'provider' }
}

const reasons: Readonly<Record<string, PspReason>> = {
  transaction_returned: 'returned',
  insufficient_funds: 'insufficient_funds',
  transaction_denied: 'compliance',
  fiat_account_limit_exceeded: 'limit',
  invalid_bank_account_number: 'bad_destination',
  invalid_ach_rtn: 'bad_destination',
  invalid_wire_rtn: 'bad_destination',
  vendor_inactive: 'config',
}

/** Same text, same key: the first 122 bits of its SHA-256 in the shape of a UUIDv4. */
export function toKey(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** What Circle calls a currency: a dollar and a dollar coin are one balance. */
export const toVendorCurrency = (currency: string) => currency.slice(0, 3)
