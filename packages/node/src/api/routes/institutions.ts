/** `GET /v1/institutions`: banks or networks of a corridor, in the codes that its recipients carry. */
import { z } from 'zod'
import { corridorSchema, parse } from './parse.ts'
import type { AddRoute } from './types.ts'
import { untilGone } from './untilGone.ts'

const querySchema = z.strictObject({ corridor: corridorSchema })

const answerSchema = z.strictObject({
  corridor: corridorSchema,
  institutions: z.array(z.strictObject({ code: z.string(), name: z.string(), kind: z.enum(['bank', 'wallet']).optional() })),
})

/** An empty list where the rail has none, or this gateway's PSP publishes none. */
export const addInstitutionsRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'network',
    summary: 'Banks or wallets of a corridor',
    query: querySchema,
    answers: { 200: answerSchema },
  } as const
  app.get('/v1/institutions', { config: { operation } }, async (request, reply) => {
    const { corridor } = parse(querySchema, request.query)
    return { corridor, institutions: (await deps.directory.institutions(corridor, untilGone(reply))) ?? [] }
  })
}
