/** OPay's words as the port's. Its table of error codes is not published, so no code ends a payout unless the operator says so. */
import type { PspReason, PspStatus } from '../../psp.ts'
import { envelopeSchema, WORKED } from './schemas.ts'

/** Undefined for a status that nobody documented. */
export function toStatus(status: string): { readonly status: PspStatus; readonly reason?: PspReason } | undefined {
  return Object.hasOwn(statuses, status) ? statuses[status] : undefined
}

const statuses: Readonly<Record<string, { readonly status: PspStatus; readonly reason?: PspReason }>> = {
  INITIAL: { status: 'SUBMITTED' },
  PENDING: { status: 'PENDING' },
  SUCCESS: { status: 'SUCCEEDED' },
  SUCCESSFUL: { status: 'SUCCEEDED' },
  FAIL: { status: 'FAILED', reason: 'provider' },
  FAILED: { status: 'FAILED', reason: 'provider' },
  CLOSE: { status: 'CANCELLED', reason: 'expired' },
  CLOSED: { status: 'CANCELLED', reason: 'expired' },
}

/** What integrators report for a known and for an unknown reference; the vendor documents neither, so they are reasons to ask and no more. */
export const DUPLICATE = '02004'
export const NOT_FOUND = '02006'

/** The code of an answer that is no success; undefined when it is one, or is not OPay's. */
export function toRefusedCode(json: unknown): string | undefined {
  const parsed = envelopeSchema.safeParse(json)
  return parsed.success && parsed.data.code !== WORKED ? parsed.data.code : undefined
}
