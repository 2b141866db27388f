/** A Paystack account. Key and mode must fit, and a live key goes to the vendor's own host alone. */
import { z } from 'zod'
import { minorUnits, reason, timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

export const paystackPspSchema = z.strictObject({
  vendor: z.literal('paystack'),
  mode: z.enum(['test', 'live']),
  baseUrl: z.url().default('https://api.paystack.co'),
  secretKey: secretSchema,
  timeoutMs,
  /** `off` where the account has no access to name enquiry; then nothing checks that the account exists. */
  nameEnquiry: z.enum(['required', 'off']).default('required'),
  /** The operator's own limits, in kobo. */
  limits: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).default({}),
  /** Vendor codes beyond the documented ones after which nothing moves, e.g. `{ "insufficient_balance": "insufficient_funds" }`. Empty: such answers are asked about. */
  definitiveCodes: z.record(z.string(), reason).default({}),
})
export type PaystackPspConfig = z.output<typeof paystackPspSchema>
