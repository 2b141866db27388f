/** Binance Pay's words as the port's. The codes of its payout calls are not published: only those of every call are known. */
import type { PspReason, PspStatus } from '../../psp.ts'
import { envelopeSchema, WORKED } from './schemas.ts'

/** Of a batch of one. `succeeded`: a query said so before. Undefined for a status that nobody documented. */
export function toStatus(status: string, succeeded: boolean): { readonly status: PspStatus; readonly reason?: PspReason } | undefined {
  const mapped = Object.hasOwn(statuses, status) ? statuses[status] : undefined
  const isUndone = succeeded && (mapped?.status === 'FAILED' || mapped?.status === 'CANCELLED')
  return isUndone ? { status: 'RETURNED' } : mapped
}

const statuses: Readonly<Record<string, { readonly status: PspStatus; readonly reason?: PspReason }>> = {
  ACCEPTED: { status: 'SUBMITTED' },
  PROCESSING: { status: 'PENDING' },
  /** Of one payout nothing can be paid in part: it waits for its recipient, for money, or for a refund. */
  PART_SUCCESS: { status: 'PENDING' },
  SUCCESS: { status: 'SUCCEEDED' },
  FAILED: { status: 'FAILED', reason: 'provider' },
  CANCELED: { status: 'CANCELLED', reason: 'other' },
}

/** The data of a call that worked; undefined when it did not. */
export function toData(json: unknown): unknown {
  const parsed = envelopeSchema.safeParse(json)
  return parsed.success && parsed.data.status === 'SUCCESS' && parsed.data.code === WORKED ? parsed.data.data : undefined
}

/** The code of a call that was refused; undefined when it worked or the answer is not Binance's. */
export function toRefusedCode(json: unknown): string | undefined {
  const parsed = envelopeSchema.safeParse(json)
  return parsed.success && parsed.data.code !== WORKED ? parsed.data.code : undefined
}

/** Codes of every call that are documented to be refused before anything is looked at: signature, time, key, format, method, media type. */
export const unheardCodes: Readonly<Record<string, PspReason>> = {
  '400002': 'auth',
  '400003': 'config',
  '400004': 'auth',
  '400005': 'auth',
  '400006': 'config',
  '400007': 'config',
}
/** "An unknown error occurred": says nothing. */
export const UNKNOWN_ERROR = '400000'
