/** `GET /v1/providers`: who is registered, with the keys that recipients are sealed to. */
import { z } from 'zod'
import { amountText, hexText } from './answers.ts'
import type { AddRoute } from './types.ts'

const answerSchema = z.strictObject({
  providers: z.array(
    z.strictObject({
      operator: hexText,
      owner: hexText,
      nodeAddress: hexText,
      nodeKey: hexText,
      hpkeKey: hexText,
      gatewayUrl: z.string(),
      multiaddrs: z.array(z.string()),
      corridors: z.array(z.string()),
      inFlight: z.int(),
      free: amountText,
      locked: amountText,
    }),
  ),
})

/** Active providers in order of operator address; `free` and `locked` are token units. */
export const addProvidersRoute: AddRoute = (app, { deps }) => {
  const operation = { tag: 'network', summary: 'Registered providers', answers: { 200: answerSchema } } as const
  app.get('/v1/providers', { config: { operation } }, () => ({
    providers: deps.view.providers().map((entry) => ({
      ...entry,
      inFlight: deps.view.inFlight(entry.operator),
      ...deps.view.account(entry.operator, deps.network.token.address),
    })),
  }))
}
