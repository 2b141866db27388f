/** `GET /v1/status`: what the operator may see of the daemon. */
import type { AddRoute } from './types.ts'

/** Whatever the composition root reports. */
export const addStatusRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/status', () => deps.status())
}
