/** A Circle Mint account, for linked banks or for chains. What Circle does not document is a switch with the careful default. */
import { z } from 'zod'
import { minorUnits, reason, timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

export const circlePspSchema = z.strictObject({
  vendor: z.literal('circle'),
  mode: z.enum(['sandbox', 'live']),
  /** `https://api-sandbox.circle.com`, or `https://api.circle.com` in live mode. */
  baseUrl: z.url(),
  apiKey: secretSchema,
  /** `bank` serves USD/wire and EUR/sepa, `onchain` USDC/onchain and EURC/onchain. */
  product: z.enum(['bank', 'onchain']),
  timeoutMs,
  /** IBAN to the id of the bank account that was linked for it at Circle. Ids themselves need no entry. */
  linkedBanks: z.record(z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, 'must be an IBAN without spaces'), z.uuid()).default({}),
  sepa: z.enum(['sepa', 'sepa_instant']).default('sepa'),
  /** Decimal places of stablecoin amounts. More than two only once Circle has confirmed that it takes them. */
  digits: z.int().min(0).max(6).default(2),
  /** The operator's own limits, in minor units of the corridor. */
  limits: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).default({}),
  /** The SNS topic of the account's subscription. Without one no notice is taken, and the daemon asks. */
  topicArn: z
    .string()
    .regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'must look like arn:aws:sns:us-east-1:123456789012:topic')
    .optional(),
  /** Vendor codes after which nothing moves, even for a repeat of a request whose answer was lost. Empty: such answers are asked about. */
  definitiveCodes: z.record(z.string(), reason).default({}),
})
