/** Asks a model endpoint for its scores. Whatever it does, the answer is scores in range or a named failure. */
import type { Address } from 'viem'
import { z } from 'zod'
import type { Clock } from '../runtime/clock.ts'
import { parseJson } from '../runtime/parseJson.ts'
import { readCapped } from '../runtime/readCapped.ts'
import { startLimit } from '../runtime/startLimit.ts'
import { type Endpoint, toDialect } from './dialects.ts'
import type { AdvisorAnswer, AdvisorFailure, Prompt } from './types.ts'

/** Where to ask; `timeoutMs` bounds the whole exchange. */
export type AskOptions = { readonly endpoint: Endpoint; readonly timeoutMs: number; readonly clock: Clock }

const MAX_BYTES = 65_536
const scoresSchema = z.object({ scores: z.record(z.string().max(16), z.int().min(-127).max(127)) })

/** Rejects only when `signal` stops it. Redirects are not followed: the key would go along. */
export async function askAdvisor({ endpoint, timeoutMs, clock }: AskOptions, prompt: Prompt, signal: AbortSignal): Promise<AdvisorAnswer> {
  const { url, headers, body, read } = toDialect(endpoint, prompt)
  const limit = startLimit(clock, timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit.signal]),
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const bytes = await readCapped(response, MAX_BYTES)
    if (response.status !== 200) return failed('status')
    if (!bytes) return failed('tooLong')
    const answer = read(parseJson(bytes))
    const scores = answer && toScores(answer.text, prompt)
    return scores ? { type: 'advised', scores, tokens: answer.tokens } : failed('malformed')
  } catch (error) {
    if (signal.aborted) throw error
    return failed(limit.signal.aborted ? 'timeout' : 'unreachable')
  } finally {
    limit.stop()
  }
}

/** One score out of range spoils the answer: whoever writes such a thing was not listening. Labels that were not asked about say nothing. */
function toScores(text: string, { labels }: Prompt): ReadonlyMap<Address, number> | undefined {
  const parsed = scoresSchema.safeParse(parseJson(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, '')))
  if (!parsed.success) return undefined
  return new Map(
    Object.entries(parsed.data.scores).flatMap(([label, score]) => {
      const provider = labels.get(label)
      return provider === undefined ? [] : [[provider, score] as const]
    }),
  )
}

const failed = (reason: AdvisorFailure): AdvisorAnswer => ({ type: 'failed', reason })
