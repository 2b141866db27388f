/** Asks the operator's own service about an order. It moves no money, so a failed question costs an order at most: no is the safe answer. */
import { z } from 'zod'
import type { Clock } from '../runtime/clock.ts'
import { parseJson } from '../runtime/parseJson.ts'
import { readCapped } from '../runtime/readCapped.ts'
import { signBody } from '../runtime/signBody.ts'
import { startLimit } from '../runtime/startLimit.ts'
import { toHttpJson } from '../runtime/toHttpJson.ts'
import type { PolicyAnswer, PolicyQuestion } from './types.ts'

/** Where to ask, and with what. `secret` signs the question; `timeoutMs` bounds the whole exchange. */
export type HookOptions = { readonly url: string; readonly secret: string; readonly timeoutMs: number; readonly clock: Clock }

const MAX_BYTES = 16_384
const answerSchema = z.object({ decision: z.enum(['allow', 'refuse']), reason: z.string().max(200).optional() })

/** Refused unless the hook answers 200 with `{"decision":"allow"}` in time. Rejects only when `signal` stops it. */
export async function askHook(options: HookOptions, question: PolicyQuestion, signal: AbortSignal): Promise<PolicyAnswer> {
  const { clock } = options
  const body = toHttpJson({ type: 'order.claim', order: question })
  const time = Math.floor(clock.now() / 1_000)
  const limit = startLimit(clock, options.timeoutMs)
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit.signal]),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'paynode-signature': signBody({ body, secret: options.secret, time }),
      },
      body,
    })
    const bytes = await readCapped(response, MAX_BYTES)
    if (response.status !== 200 || !bytes) return refused(`the decision hook answered ${response.status}`)
    const answer = answerSchema.safeParse(parseJson(new TextDecoder().decode(bytes)))
    if (!answer.success) return refused('the decision hook gave no decision')
    return answer.data.decision === 'allow' ? { type: 'allowed' } : refused(answer.data.reason ?? 'the decision hook refused')
  } catch (error) {
    if (signal.aborted) throw error
    return refused(limit.signal.aborted ? 'the decision hook did not answer in time' : 'the decision hook cannot be reached')
  } finally {
    limit.stop()
  }
}

const refused = (reason: string): PolicyAnswer => ({ type: 'refused', reason })
