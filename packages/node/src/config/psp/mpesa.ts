/** An M-Pesa shortcode (Daraja B2C v3). What the vendor does not document is a switch with the careful default. */
import { z } from 'zod'
import { minorUnits, reason, timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

export const mpesaPspSchema = z.strictObject({
  vendor: z.literal('mpesa'),
  mode: z.enum(['sandbox', 'live']),
  /** The vendor's host of the mode unless given. */
  baseUrl: z.url().optional(),
  consumerKey: secretSchema,
  consumerSecret: secretSchema,
  shortcode: z.string().regex(/^\d{5,9}$/, 'must be the paying business number, 5 to 9 digits'),
  initiatorName: z.string().min(1),
  /** Valid for 90 days at the vendor; after wrong tries the vendor locks it. */
  initiatorPassword: secretSchema,
  /** The vendor's certificate of the mode, PEM. Its dates do not matter. */
  certificateFile: z.string().min(1),
  /** Where the daemon's `webhooks` server is reached from outside, at or below `/psp/KES/mpesa`. The vendor may refuse URLs with its own name in them: let the proxy in front rename the path. */
  callbackUrl: z.url(),
  /** What callback paths are made from: at least 32 characters of chance, kept across restarts. */
  callbackSecret: secretSchema,
  timeoutMs,
  commandId: z.enum(['BusinessPayment', 'SalaryPayment', 'PromotionPayment']).default('BusinessPayment'),
  /** `short` where the account takes names of fewer than 20 characters alone. */
  referenceForm: z.enum(['full', 'short']).default('full'),
  /** What a status query names a payout by. `conversation` where the vendor takes its own ConversationID alone; then a lost answer is a person's. */
  statusBy: z.enum(['originator', 'conversation']).default('originator'),
  /** `refused` once the vendor has confirmed that a repeated reference is always an error; then a request that a rate limit turned away goes out again. */
  repeat: z.enum(['unsafe', 'refused']).default('unsafe'),
  /** Codes of a status query that say "no such payout", and whether they prove it: `final` only once the vendor has confirmed them. */
  notFoundCodes: z.array(z.string()).default([]),
  notFound: z.enum(['hint', 'final']).default('hint'),
  /** Whether a payout's own result that says failure ends it when the status query knows no such payout. `hint`: a person decides. */
  failedResult: z.enum(['hint', 'final']).default('hint'),
  /** How long no command leaves after the vendor refused the credential (2001) or locked it (8006). Milliseconds. */
  lockHoldMs: z.int().min(60_000).max(86_400_000).default(900_000),
  /** Cents. The vendor publishes KES 10 to KES 250 000 a payout. */
  limits: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).default({}),
  /** Vendor codes beyond 400.002.02 and 401.002.01 after which nothing moves. Empty: such answers are asked about. */
  definitiveCodes: z.record(z.string(), reason).default({}),
})
