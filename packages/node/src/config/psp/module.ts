/** A PSP whose adapter the operator brings along: a module of theirs, loaded when the daemon starts. */
import { z } from 'zod'
import { timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

/** Names in the ledger that are somebody else's. */
const taken: ReadonlySet<string> = new Set([
  'sandbox',
  'paystack',
  'flutterwave',
  'flutterwave-v3',
  'opay',
  'mpesa',
  'circle',
  'binance',
  'module',
])

export const modulePspSchema = z.strictObject({
  vendor: z.literal('module'),
  /** What the PSP is called in ids, logs and metrics. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and dashes, 32 at most')
    .refine((name) => !taken.has(name), 'is the name of a vendor that this daemon knows itself; choose another'),
  /** A JavaScript or TypeScript file that exports `createPspAdapter`. */
  moduleFile: z.string().min(1),
  /** Handed to the module as it stands. */
  options: z.record(z.string(), z.unknown()).default({}),
  /** Read by the daemon and handed over as text, so that the module opens no files. */
  secrets: z.record(z.string(), secretSchema).default({}),
  timeoutMs,
})
export type ModulePspConfig = z.output<typeof modulePspSchema>
