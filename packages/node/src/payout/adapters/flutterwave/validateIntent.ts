/** What Flutterwave cannot carry, found offline. */
import type { PayoutIntent, PspIssue } from '../../psp.ts'
import { toNumber } from '../../rails/decimal.ts'
import { type KoboLimits, validateNairaIntent } from '../../rails/validateNairaIntent.ts'

/** `min` is NGN 100 unless given: the one limit that the vendor shows (error 228400). */
export type FlutterwaveLimits = KoboLimits

/** Errors stop a payout. */
export function validateIntent(intent: PayoutIntent, { min = 10_000n, max }: FlutterwaveLimits): readonly PspIssue[] {
  return validateNairaIntent(intent, {
    vendor: 'Flutterwave',
    references,
    carries: (kobo) => toNumber(kobo, 2) !== undefined,
    limits: { min, max },
  })
}

const references = { pattern: /^[a-zA-Z0-9]{12,42}$/, words: 'keys of 12 or more letters and digits alone' }
