/** `GET /v1/health`: is the gateway alive, and how far does it see the chain? */
import type { AddRoute } from './types.ts'

/** `starting` until the first block is ingested. */
export const addHealthRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/health', () => {
    const head = deps.view.head()
    return {
      status: head ? 'ok' : 'starting',
      chainId: deps.network.chainId,
      ...(head ? { head: head.number, headTime: head.timestamp } : {}),
      providers: deps.view.providers().length,
    }
  })
}
