/** What Paystack cannot carry, found offline. */
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { type KoboLimits, validateNairaIntent } from '../../rails/validateNairaIntent.ts'

/** The operator's own limits; the vendor publishes none that could be relied on. */
export type PaystackLimits = KoboLimits

/** Errors stop a payout. */
export function validateIntent(intent: PayoutIntent, limits: PaystackLimits): readonly PspIssue[] {
  return validateNairaIntent(intent, { vendor: 'Paystack', references, carries: (kobo) => kobo <= BigInt(Number.MAX_SAFE_INTEGER), limits })
}

const references = { pattern: /^[a-z0-9_-]{16,50}$/, words: 'references of 16 to 50 of a-z, 0-9, - and _' }
