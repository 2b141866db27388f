/** Flutterwave's words as the port's; v3 and v4 share them. A word that is not here is unknown. */
import type { PspReason, PspStatus } from '../../psp.ts'
import { errorSchema } from './schemas.ts'

/** Status and, for failures, the reason. `reversed` makes a success a return; undefined for a status that nobody documented. */
export function toStatus(
  status: string,
  { reversed = false, type }: { readonly reversed?: boolean | undefined; readonly type?: string | null | undefined } = {},
): { readonly status: PspStatus; readonly reason?: PspReason } | undefined {
  const mapped = Object.hasOwn(statuses, status) ? statuses[status] : undefined
  if (mapped === 'SUCCEEDED' && reversed) return { status: 'RETURNED' }
  if (mapped !== 'FAILED') return mapped && { status: mapped }
  const reason = type && Object.hasOwn(reasons, type) ? reasons[type] : undefined
  return { status: 'FAILED', reason: reason ?? 'provider' }
}

const statuses: Readonly<Record<string, PspStatus>> = {
  NEW: 'SUBMITTED',
  PENDING: 'PENDING',
  INITIATED: 'PENDING',
  SUCCESSFUL: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
}

/** The documented types of `provider_response`. */
const reasons: Readonly<Record<string, PspReason>> = {
  insufficient_balance: 'insufficient_funds',
  transfer_amount_exceeds_limit: 'limit',
  transfer_amount_below_limit: 'limit',
  daily_transfer_limit_exceeded: 'limit',
  monthly_transfer_limit_exceeded: 'limit',
  invalid_bank_code: 'bad_destination',
  rejected_recipient_merchant: 'compliance',
  service_unavailable: 'provider',
  transfer_failed: 'provider',
  payout_creation_failed: 'provider',
}

/**
 * What a refusal of POST /direct-transfers means. A refused token (401) is none: the same request goes out again with a fresh one.
 * `definitive` maps the vendor's codes after which nothing moves under the reference.
 */
export function toRefusal(
  status: number,
  json: unknown,
  definitive: Readonly<Record<string, PspReason>>,
): { readonly type: 'duplicate' } | { readonly type: 'rejected'; readonly reason: PspReason } | undefined {
  const error = errorSchema.safeParse(json)
  if (!error.success || status < 400 || status >= 500 || status === 401) return undefined
  const { code } = error.data.error
  if (status === 409 || code === '10409') return { type: 'duplicate' }
  const reason = code && Object.hasOwn(definitive, code) ? definitive[code] : undefined
  return reason ? { type: 'rejected', reason } : undefined
}

/** The codes that the vendor's documentation names as final: the amount is outside the rail's limits. */
export const documentedCodes: Readonly<Record<string, PspReason>> = { '228400': 'limit' }

/** The vendor's error code, for evidence. */
export function toErrorCode(json: unknown): string | undefined {
  return errorSchema.safeParse(json).data?.error.code ?? undefined
}
