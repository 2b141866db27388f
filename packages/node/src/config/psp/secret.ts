/** Where a secret is: in a file that only its owner may read, or in an environment variable. Never in the configuration. */
import { z } from 'zod'

/** `{ "file": "paystack.key" }` or `{ "env": "PAYSTACK_SECRET_KEY" }`. */
export const secretSchema = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable') }),
])
export type SecretRef = z.output<typeof secretSchema>
