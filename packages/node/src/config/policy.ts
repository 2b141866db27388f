/** The operator's own rules, as the configuration states them. They refuse an order before it is claimed, never after. */
import { z } from 'zod'
import { address } from './address.ts'
import { secretSchema } from './psp/secret.ts'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 08:30')
const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone like Africa/Lagos')

/** Who may be served: everybody but `deny`; with `allow`, nobody else than these. */
const whoSchema = z.strictObject({ allow: z.array(address).optional(), deny: z.array(address).default([]) }).prefault({})
/** When orders are taken: on `days` (1 Monday … 7 Sunday) from `from` up to `to`; over midnight when `to` is not later than `from`. */
const hoursSchema = z.strictObject({
  timeZone: timeZone.default('UTC'),
  open: z
    .array(z.strictObject({ days: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5, 6, 7]), from: timeOfDay, to: timeOfDay }))
    .min(1),
})

export const policySchema = z.strictObject({
  /** Arbiters whose word this provider accepts in a dispute. Orders above the instant cap that name another are left alone. */
  arbiters: z.array(address).default([]),
  /** Longest challenge window, in seconds, that is waited for the money of an order above the instant cap. The contracts allow 7 days. */
  maxChallengeSeconds: z.int().min(0).default(86_400),
  payers: whoSchema,
  integrators: whoSchema,
  /** Addresses, one a line (`#` starts a comment), that are never served as payer, refund address or integrator. Read again when it changes. */
  sanctionsFile: z.string().optional(),
  hours: hoursSchema.optional(),
  /** Asked about every order that passed all other rules; anything but a clear yes in time is a no. */
  hook: z
    .strictObject({
      url: z.url(),
      /** Signs every question: `Paynode-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. */
      secret: secretSchema,
      timeoutMs: z.int().min(100).max(30_000).default(3_000),
    })
    .optional(),
})

export type PolicyConfig = z.output<typeof policySchema>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
