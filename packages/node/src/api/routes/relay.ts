/** `GET /v1/relay`: whether this gateway sends orders for payers, and how many more today. */
import { z } from 'zod'
import { addressSchema, parse } from './parse.ts'
import type { AddRoute } from './types.ts'

const querySchema = z.strictObject({ payer: addressSchema.optional() })
const answerSchema = z.strictObject({
  enabled: z.boolean(),
  address: z.string().optional(),
  fundings: z.array(z.enum(['authorization', 'permit2', 'permit', 'allowance'])),
  quota: z.strictObject({ perPayerPerDay: z.int(), leftToday: z.int().optional() }),
})

/** `leftToday` is the payer's that is named, or that is signed in. */
export const addRelayRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'orders',
    summary: 'What this gateway sends for payers',
    query: querySchema,
    answers: { 200: answerSchema },
  } as const
  app.get('/v1/relay', { config: { operation } }, async (request): Promise<z.output<typeof answerSchema>> => {
    const { payer = request.caller.type === 'user' ? request.caller.address : undefined } = parse(querySchema, request.query)
    const { relay } = deps
    if (!relay) return { enabled: false, fundings: [], quota: { perPayerPerDay: 0 } }
    return {
      enabled: true,
      address: relay.address,
      fundings: [...(await relay.fundings())],
      quota: { perPayerPerDay: relay.perPayerPerDay, ...(payer ? { leftToday: relay.leftToday(payer) } : {}) },
    }
  })
}
