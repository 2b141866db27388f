/** The advisor: a model endpoint whose scores of other providers go into this provider's reports. */
import { z } from 'zod'
import { secretSchema } from './psp/secret.ts'

export const advisorSchema = z.strictObject({
  /** `openai`: anything that answers `POST <url>/chat/completions`. `gemini`: `POST <url>/models/<model>:generateContent`. */
  kind: z.enum(['openai', 'gemini']),
  /** Like `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1` or `https://generativelanguage.googleapis.com/v1beta`. */
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  model: z.string().min(1).max(200),
  /** Left out for an endpoint that wants none. */
  key: secretSchema.optional(),
  timeoutMs: z.int().min(100).max(120_000).default(20_000),
  /** Most tokens of an answer. */
  maxTokens: z.int().min(64).max(16_384).default(2_048),
  /** Epochs between two questions about a corridor; scores stand for as long. */
  everyEpochs: z.int().min(1).max(1_440).default(5),
  /** Limits within 24 hours; tokens as the endpoint counts them, or the bytes sent when it does not say. */
  callsPerDay: z.int().min(1).default(500),
  tokensPerDay: z.int().min(1).default(2_000_000),
  /** Public pages whose text is shown to the endpoint beside the facts, like a PSP's status page. */
  statusPages: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(4)
    .default([]),
})

export type AdvisorConfig = z.output<typeof advisorSchema>
