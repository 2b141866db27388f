/** `GET /v1/health`: is the gateway alive, and how far does it see the chain? */
import { z } from 'zod'
import type { AddRoute } from './types.ts'

const answerSchema = z.strictObject({
  status: z.enum(['ok', 'starting']),
  chainId: z.int(),
  head: z.int().optional(),
  headTime: z.int().optional(),
  providers: z.int(),
})

/** `starting` until the first block is ingested. */
export const addHealthRoute: AddRoute = (app, { deps }) => {
  const operation = { tag: 'operation', summary: 'Is the gateway alive', answers: { 200: answerSchema } } as const
  app.get('/v1/health', { config: { operation } }, () => {
    const head = deps.view.head()
    return {
      status: head ? 'ok' : 'starting',
      chainId: deps.network.chainId,
      ...(head ? { head: head.number, headTime: head.timestamp } : {}),
      providers: deps.view.providers().length,
    }
  })
}
