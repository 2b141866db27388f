/** `GET /v1/corridors`: where money can go. */
import { type CorridorInfo, corridors } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { amountText } from './answers.ts'
import type { AddRoute } from './types.ts'

const answerSchema = z.strictObject({
  corridors: z.array(
    z.strictObject({
      corridor: z.string(),
      currency: z.string(),
      rail: z.string(),
      decimals: z.int(),
      grain: amountText.optional(),
      settleSeconds: z.int(),
      country: z.string(),
      fields: z.array(z.enum(['institution', 'account'])),
      example: z.string(),
      accountPattern: z.string(),
      institutionPattern: z.string().optional(),
      providers: z.int(),
    }),
  ),
})

/** Every known corridor with the shape of its accounts and the number of providers that serve it. */
export const addCorridorsRoute: AddRoute = (app, { deps }) => {
  const operation = { tag: 'network', summary: 'Where money can go', answers: { 200: answerSchema } } as const
  app.get('/v1/corridors', { config: { operation } }, () => {
    const providers = deps.view.providers()
    return {
      corridors: Object.values<CorridorInfo>(corridors).map(({ account, institution, ...info }) => ({
        ...info,
        accountPattern: account.source,
        institutionPattern: institution?.source,
        providers: providers.filter((entry) => entry.corridors.includes(info.corridor)).length,
      })),
    }
  })
}
