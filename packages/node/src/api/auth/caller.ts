/** Who sends a request. */
import type { FastifyRequest } from 'fastify'
import type { Address } from 'viem'
import type { ApiScope } from '../../store/gatewayAuth.ts'
import { ApiError } from '../routes/problem.ts'

/** Nobody in particular, somebody who signed in with a wallet, or a server with a key. */
export type Caller =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly address: Address }
  | { readonly type: 'key'; readonly id: string; readonly scopes: readonly ApiScope[] }

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any route runs. */
    caller: Caller
  }
}

/** Refuses a key that lacks a scope. Whoever has no key may do what anybody may. @throws ApiError `forbidden`. */
export function assertScope({ caller }: FastifyRequest, scope: ApiScope): void {
  if (caller.type === 'key' && !caller.scopes.includes(scope))
    throw new ApiError('forbidden', `this API key has no scope ${scope}; create one with it, or send no key`)
}

/** The name under which a caller owns things. @throws ApiError `unauthorized` for nobody. */
export function toOwner(request: FastifyRequest, scope: ApiScope): string {
  const { caller } = request
  if (caller.type === 'anonymous') throw new ApiError('unauthorized', 'sign in with a wallet, or send an API key')
  assertScope(request, scope)
  return caller.type === 'key' ? `key:${caller.id}` : `user:${caller.address.toLowerCase()}`
}
