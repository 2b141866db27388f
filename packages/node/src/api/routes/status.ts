/** `GET /v1/status`: what the operator may see of the daemon. */
import { z } from 'zod'
import type { AddRoute } from './types.ts'

/** Whatever the composition root reports. */
export const addStatusRoute: AddRoute = (app, { deps }) => {
  const operation = { tag: 'operation', summary: 'The daemon behind the gateway', answers: { 200: z.looseObject({}) } } as const
  app.get('/v1/status', { config: { operation } }, () => deps.status())
}
