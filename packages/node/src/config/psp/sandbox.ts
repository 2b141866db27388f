/** The sandbox PSP of development networks. */
import { z } from 'zod'
import { timeoutMs } from './common.ts'

export const sandboxPspSchema = z.strictObject({
  vendor: z.literal('sandbox'),
  url: z.url(),
  /** File that holds the API key, mode 0600. */
  apiKeyFile: z.string(),
  timeoutMs,
})
