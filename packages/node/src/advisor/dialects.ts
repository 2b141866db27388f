/** How two kinds of endpoints are asked, and where in their answers the text and the cost stand. */
import { z } from 'zod'
import type { Prompt } from './types.ts'

/** Where to ask. `url` ends before `/chat/completions` or `/models/…`; `key` is sent as the vendor wants it. */
export type Endpoint = {
  readonly kind: 'openai' | 'gemini'
  readonly url: string
  readonly model: string
  readonly key?: string | undefined
  /** Most tokens of an answer. */
  readonly maxTokens: number
}

/** A request, and how to read what comes back. */
export type Dialect = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  read(answer: unknown): { readonly text: string; readonly tokens: number } | undefined
}

const count = z.int().min(0).max(100_000_000)
const openAiAnswer = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ total_tokens: count }).optional(),
})
const geminiAnswer = z.object({
  candidates: z.array(z.object({ content: z.object({ parts: z.array(z.object({ text: z.string() })).min(1) }) })).min(1),
  usageMetadata: z.object({ totalTokenCount: count }).optional(),
})

/** `POST <url>/chat/completions`, as OpenAI and most servers of open models have it. */
function toOpenAi({ url, model, key, maxTokens }: Endpoint, { system, user }: Prompt): Dialect {
  return {
    url: `${url}/chat/completions`,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    body: {
      model,
      temperature: 0,
      max_tokens: maxTokens,
      response_format: { type: 'json_object' },
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
    },
    read: (answer) => {
      const parsed = openAiAnswer.safeParse(answer)
      const text = parsed.data?.choices[0]?.message.content
      return text === undefined ? undefined : { text, tokens: parsed.data?.usage?.total_tokens ?? 0 }
    },
  }
}

/** `POST <url>/models/<model>:generateContent`, as Gemini has it. */
function toGemini({ url, model, key, maxTokens }: Endpoint, { system, user }: Prompt): Dialect {
  return {
    url: `${url}/models/${encodeURIComponent(model)}:generateContent`,
    headers: key === undefined ? {} : { 'x-goog-api-key': key },
    body: {
      systemInstruction: { parts: [{ text: system }] },
      contents: [{ role: 'user', parts: [{ text: user }] }],
      generationConfig: { temperature: 0, maxOutputTokens: maxTokens, responseMimeType: 'application/json' },
    },
    read: (answer) => {
      const parsed = geminiAnswer.safeParse(answer)
      const parts = parsed.data?.candidates[0]?.content.parts
      return parts && { text: parts.map(({ text }) => text).join(''), tokens: parsed.data?.usageMetadata?.totalTokenCount ?? 0 }
    },
  }
}

/** The dialect of an endpoint. */
export const toDialect = (endpoint: Endpoint, prompt: Prompt): Dialect =>
  endpoint.kind === 'gemini' ? toGemini(endpoint, prompt) : toOpenAi(endpoint, prompt)
