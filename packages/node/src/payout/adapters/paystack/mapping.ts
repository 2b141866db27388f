/** Paystack's words as the port's. Only what the vendor documents as conclusive ends a payout; a word that is not here is unknown. */
import type { PspReason, PspStatus } from '../../psp.ts'
import { errorSchema } from './schemas.ts'

/** `reversed` is a return when the payout had succeeded before, else a failure; undefined for a status that nobody documented. */
export function toStatus(status: string, succeeded: boolean): { readonly status: PspStatus; readonly reason?: PspReason } | undefined {
  if (status === 'reversed') return succeeded ? { status: 'RETURNED' } : { status: 'FAILED', reason: 'returned' }
  return Object.hasOwn(statuses, status) ? statuses[status] : undefined
}

const statuses: Readonly<Record<string, { readonly status: PspStatus; readonly reason?: PspReason }>> = {
  pending: { status: 'PENDING' },
  /** Waits for the one-time password of the account's owner: transfers need OTP off. */
  otp: { status: 'NEEDS_ACTION' },
  /** Waits for the account's own approval URL. */
  received: { status: 'NEEDS_ACTION' },
  success: { status: 'SUCCEEDED' },
  failed: { status: 'FAILED', reason: 'provider' },
  abandoned: { status: 'FAILED', reason: 'expired' },
  blocked: { status: 'FAILED', reason: 'compliance' },
  rejected: { status: 'FAILED', reason: 'compliance' },
}

/** Whether the vendor refuses what it was given. Its other kind of error, `api_error`, is about itself. */
export function isInputRefused(status: number, json: unknown): boolean {
  return (status === 400 || status === 422) && errorSchema.safeParse(json).data?.type === 'validation_error'
}

/** What a refusal of POST /transfer means. `definitive` maps the vendor's codes after which nothing moves under the reference. */
export function toRefusal(
  status: number,
  json: unknown,
  definitive: Readonly<Record<string, PspReason>>,
): { readonly type: 'duplicate' } | { readonly type: 'rejected'; readonly reason: PspReason } | undefined {
  const error = errorSchema.safeParse(json)
  if (!error.success || status < 400 || status >= 500) return undefined
  const { code, message } = error.data
  if (code === 'duplicate_reference' || /reference (has )?already|already been used/i.test(message ?? '')) return { type: 'duplicate' }
  if (status === 401) return { type: 'rejected', reason: 'auth' }
  const reason = code && Object.hasOwn(definitive, code) ? definitive[code] : undefined
  return reason ? { type: 'rejected', reason } : undefined
}

/** The codes that the vendor's documentation names as final. */
export const documentedCodes: Readonly<Record<string, PspReason>> = {
  invalid_transfer_recipient: 'bad_destination',
  missing_params: 'config',
}
