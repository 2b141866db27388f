/** Flutterwave accounts: `flutterwave` is v4 (client credentials), `flutterwave-v3` the older API (one secret key). Live credentials go to the vendor's own hosts alone. */
import { z } from 'zod'
import { minorUnits, reason, timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

const shared = {
  timeoutMs,
  /** The operator's own limits, in kobo. The vendor takes no less than NGN 100. */
  limits: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).default({}),
  /** What notices are verified with, as set in the vendor's dashboard. */
  secretHash: secretSchema,
}

export const flutterwavePspSchema = z.strictObject({
  vendor: z.literal('flutterwave'),
  mode: z.enum(['sandbox', 'live']),
  /** The vendor's host of the mode unless given. */
  baseUrl: z.url().optional(),
  tokenUrl: z.url().default('https://idp.flutterwave.com/realms/flutterwave/protocol/openid-connect/token'),
  clientId: z.string().min(1),
  clientSecret: secretSchema,
  ...shared,
  /** `v3-verif-hash` only where the account's notices are known to carry the plain hash: that proves nothing about their body. */
  webhookMode: z.enum(['hmac', 'v3-verif-hash']).default('hmac'),
  /** The vendor replays a request with the same key, but does not say for how long. `off`: a lost answer is looked for by a person. */
  replay: z.enum(['on', 'off']).default('on'),
  /** Vendor codes beyond 228400 (amount limit) after which nothing moves. Empty: such answers are asked about. */
  definitiveCodes: z.record(z.string(), reason).default({}),
  /** What the sandbox is to play; without one its transfers may stay pending. */
  scenario: z
    .string()
    .regex(/^scenario:[a-z_]+$/, 'must look like scenario:successful')
    .optional(),
})

export const flutterwaveV3PspSchema = z.strictObject({
  vendor: z.literal('flutterwave-v3'),
  mode: z.enum(['test', 'live']),
  baseUrl: z.url().default('https://api.flutterwave.com/v3'),
  secretKey: secretSchema,
  ...shared,
  /** Whether an empty list under a reference proves that there is no such transfer. `final` only once the vendor has confirmed it. */
  notFound: z.enum(['hint', 'final']).default('hint'),
})
