/** An OPay merchant account (cashier API v3). What OPay does not document is a switch with the careful default. */
import { z } from 'zod'
import { minorUnits, reason, timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

const path = z.string().regex(/^\/[\w/-]+$/, 'must be a path below the base URL')

export const opayPspSchema = z.strictObject({
  vendor: z.literal('opay'),
  mode: z.enum(['sandbox', 'live']),
  /** Merchants are told their own; https alone, which the old sandbox host does not speak. */
  baseUrl: z.url(),
  merchantId: z.string().regex(/^\d{1,20}$/, 'must be digits'),
  publicKey: secretSchema,
  secretKey: secretSchema,
  timeoutMs,
  /** Below the base URL, where the merchant's differ. */
  paths: z.strictObject({ transfer: path, status: path, resolve: path, banks: path, balances: path }).partial().default({}),
  /** How strictly OPay compares the resolved name with the account's. */
  nameCheck: z.enum(['yes', 'fuzzy', 'no']).default('yes'),
  /** Codes that say "order not found", and whether they may be believed: `final` only once OPay has confirmed it. */
  notFoundCodes: z.array(z.string()).default(['02006']),
  notFound: z.enum(['hint', 'final']).default('hint'),
  /** `refused` once OPay has confirmed that a repeated reference is always an error; then a request that a rate limit turned away goes out again. */
  repeat: z.enum(['unsafe', 'refused']).default('unsafe'),
  /** `kobo` can only make the balance look too small. */
  balanceUnit: z.enum(['kobo', 'naira']).default('kobo'),
  /** Codes of the name enquiry that mean "no such account". Empty: such a payout waits until its time is over. */
  unresolvedCodes: z.array(z.string()).default([]),
  /** The operator's own limits, in kobo. */
  limits: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).default({}),
  /** Vendor codes after which nothing moves. Empty: such answers are asked about. */
  definitiveCodes: z.record(z.string(), reason).default({}),
})
