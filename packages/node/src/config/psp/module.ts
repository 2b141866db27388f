/** A PSP whose adapter the operator brings along: a module of theirs, loaded when the daemon starts. */
import { z } from 'zod'
import { timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

/** Its configuration. `taken`: names that are vendors' in the ledger. */
export const toModulePspSchema = (taken: readonly string[]) =>
  z.strictObject({
    vendor: z.literal('module'),
    /** What the PSP is called in ids, logs and metrics. */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and dashes, 32 at most')
      .refine((name) => !taken.includes(name), 'is the name of a vendor that this daemon knows itself; choose another'),
    /** A JavaScript or TypeScript file that exports `createPspAdapter`. */
    moduleFile: z.string().min(1),
    /** Handed to the module as it stands. */
    options: z.record(z.string(), z.unknown()).default({}),
    /** Read by the daemon and handed over as text, so that the module opens no files. */
    secrets: z.record(z.string(), secretSchema).default({}),
    timeoutMs,
  })
export type ModulePspConfig = z.output<ReturnType<typeof toModulePspSchema>>
