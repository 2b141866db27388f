/** What OPay cannot carry, found offline. */
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { type KoboLimits, validateNairaIntent } from '../../rails/validateNairaIntent.ts'

/** The operator's own limits; the vendor publishes none. */
export type OpayLimits = KoboLimits

/** Errors stop a payout. */
export function validateIntent(intent: PayoutIntent, limits: OpayLimits): readonly PspIssue[] {
  return validateNairaIntent(intent, { vendor: 'OPay', references, carries: (kobo) => kobo <= BigInt(Number.MAX_SAFE_INTEGER), limits })
}

const references = { pattern: /^[a-zA-Z0-9_-]{1,50}$/, words: 'references of up to 50 letters, digits, - and _' }
