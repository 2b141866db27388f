/** Reads who sends a request from its headers. */
import type { FastifyRequest } from 'fastify'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../routes/problem.ts'
import { findApiKey } from './apiKeys.ts'
import type { Caller } from './caller.ts'
import type { Sessions } from './createSessions.ts'

/** Wrong credentials are never taken for none. @throws ApiError `unauthorized`. */
export async function identify(
  { store, sessions }: { readonly store: Store; readonly sessions: Sessions },
  { headers }: Pick<FastifyRequest, 'headers'>,
): Promise<Caller> {
  const { authorization } = headers
  const apiKey = headers['x-api-key']
  if (apiKey !== undefined) {
    const key = typeof apiKey === 'string' && authorization === undefined ? findApiKey(store, apiKey) : undefined
    if (!key) throw new ApiError('unauthorized', 'the API key is unknown or revoked, or was sent along with another credential')
    return { type: 'key', id: key.id, scopes: key.scopes }
  }
  if (authorization === undefined) return { type: 'anonymous' }
  const token = /^Bearer ([\w.-]{20,2048})$/i.exec(authorization)?.[1]
  const address = token === undefined ? undefined : await sessions.read(token)
  if (!address) throw new ApiError('unauthorized', 'the token is over or was not issued here; sign in again')
  return { type: 'user', address }
}
