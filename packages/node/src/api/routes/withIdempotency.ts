/** Requests with an Idempotency-Key are carried out once: asking again gives the same answer, whatever happened to the first one. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../../runtime/clock.ts'
import { toHttpJson } from '../../runtime/toHttpJson.ts'
import { deleteIdempotentAnswers, getIdempotentAnswer, saveIdempotentAnswer } from '../../store/idempotentAnswers.ts'
import type { Store } from '../../store/store.ts'
import { parse } from './parse.ts'
import { ApiError } from './problem.ts'

/** Only the header that matters here; others are not ours to judge. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{8,128}$/, 'must be 8 to 128 printable characters without spaces')
    .optional(),
})

/** Answers given within a gateway. */
export type Idempotency = {
  /** Runs `work`, or gives what it gave before. `scope` keeps clients' keys apart. @throws ApiError `idempotency_mismatch`, `idempotency_conflict`. */
  run(
    request: FastifyRequest,
    reply: FastifyReply,
    scope: string,
    work: () => Promise<{ readonly status: number; readonly body: unknown }>,
  ): Promise<FastifyReply>
}

const KEEP_MS = 48 * 3_600_000

/** Only successes are kept: a failure may be tried again. */
export function createIdempotency({ store, clock }: { readonly store: Store; readonly clock: Clock }): Idempotency {
  const underWay = new Set<string>()
  return {
    run: async (request, reply, scope, work) => {
      const { 'idempotency-key': key } = parse(idempotencyHeaders, request.headers)
      const answer = (status: number, body: string) =>
        reply.code(status).type('application/json; charset=utf-8').serializer(String).send(body)
      if (key === undefined) {
        const { status, body } = await work()
        return answer(status, toHttpJson(body))
      }
      const id = `${scope} ${key}`
      const asked = createHash('sha256').update(JSON.stringify(request.body)).digest()
      const known = getIdempotentAnswer(store, { scope, key })
      if (known) {
        if (!asked.equals(known.request)) throw new ApiError('idempotency_mismatch', 'use a new Idempotency-Key for another request')
        return answer(known.status, known.body)
      }
      if (underWay.has(id)) throw new ApiError('idempotency_conflict', 'wait for the first request', { retryAfterSeconds: 1 })
      underWay.add(id)
      try {
        const { status, body } = await work()
        const text = toHttpJson(body)
        deleteIdempotentAnswers(store, clock.now() - KEEP_MS)
        saveIdempotentAnswer(store, { scope, key }, { request: asked, status, body: text }, clock.now())
        return answer(status, text)
      } finally {
        underWay.delete(id)
      }
    },
  }
}
