/** `POST /v1/verify-account`: whose account it is, so that a payer can check before any money is locked. Nothing of it is kept. */
import { recipientSchema } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { assertScope } from '../auth/caller.ts'
import { corridorSchema, parse } from './parse.ts'
import type { AddRoute } from './types.ts'
import { untilGone } from './untilGone.ts'

const bodySchema = z.strictObject({ corridor: corridorSchema, recipient: recipientSchema.omit({ corridor: true, name: true }) })

const answerSchema = z.union([
  z.strictObject({ resolved: z.literal(true), accountName: z.string() }),
  z.strictObject({ resolved: z.literal(false), reason: z.enum(['not-found', 'unavailable', 'unsupported', 'malformed']) }),
])

/** Always 200: an account that nobody can name is an answer. Enquiries cost more of a client's rate than anything else. */
export const addVerifyAccountRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'network',
    summary: 'Whose account it is',
    body: bodySchema,
    answers: { 200: answerSchema },
    problems: ['forbidden'],
  } as const
  app.post('/v1/verify-account', { config: { cost: 100, operation } }, async (request, reply) => {
    assertScope(request, 'accounts:verify')
    const { corridor, recipient } = parse(bodySchema, request.body)
    const answer = await deps.directory.verifyAccount({ corridor, ...recipient }, untilGone(reply))
    return answer.type === 'resolved' ? { resolved: true, accountName: answer.accountName } : { resolved: false, reason: answer.reason }
  })
}
