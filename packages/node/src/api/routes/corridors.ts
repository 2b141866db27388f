/** `GET /v1/corridors`: where money can go. */
import { type CorridorInfo, corridors } from '@paynode/sdk/protocol'
import type { AddRoute } from './types.ts'

/** Every known corridor with the shape of its accounts and the number of providers that serve it. */
export const addCorridorsRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/corridors', () => {
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
