/** `GET /v1/providers`: who is registered, with the keys that recipients are sealed to. */
import type { AddRoute } from './types.ts'

/** Active providers in order of operator address; `free` and `locked` are token units. */
export const addProvidersRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/providers', () => ({
    providers: deps.view.providers().map((entry) => ({
      ...entry,
      inFlight: deps.view.inFlight(entry.operator),
      ...deps.view.account(entry.operator, deps.network.token.address),
    })),
  }))
}
