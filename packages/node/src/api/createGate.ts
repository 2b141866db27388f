/** What every request passes first: who is it, and has it asked too much? */
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../runtime/clock.ts'
import type { Store } from '../store/store.ts'
import type { Sessions } from './auth/createSessions.ts'
import { identify } from './auth/identify.ts'
import { createRateLimit, type RateLimit } from './createRateLimit.ts'
import { ApiError } from './routes/problem.ts'

/** A key may ask this many times what an address may. */
const KEY_FACTOR = 5
/** Guessing credentials is dear. */
const GUESS_COST = 20

/**
 * API keys have a bucket each; everybody else shares the one of the address, signed in or not, because wallets cost nothing.
 * Credentials are looked at only while the address has tokens left, and wrong ones take more.
 */
export function createGate({
  store,
  sessions,
  clock,
  rateLimit: { burst, perSecond },
}: {
  readonly store: Store
  readonly sessions: Sessions
  readonly clock: Clock
  readonly rateLimit: RateLimit
}): (request: FastifyRequest) => Promise<void> {
  const takeOfAddress = createRateLimit({ burst, perSecond }, clock)
  const takeOfKey = createRateLimit({ burst: burst * KEY_FACTOR, perSecond: perSecond * KEY_FACTOR }, clock)
  return async (request) => {
    const cost = request.routeOptions.config?.cost ?? (request.method === 'POST' ? 5 : 1)
    const { headers, ip } = request
    request.caller = { type: 'anonymous' }
    if (headers.authorization === undefined && headers['x-api-key'] === undefined) return pass(takeOfAddress(ip, cost))
    if (takeOfAddress(ip, 0) > 0) return pass(1)
    try {
      request.caller = await identify({ store, sessions }, request)
    } catch (error) {
      pass(takeOfAddress(ip, GUESS_COST))
      throw error
    }
    pass(request.caller.type === 'key' ? takeOfKey(request.caller.id, cost) : takeOfAddress(ip, cost))
  }
}

function pass(wait: number): void {
  if (wait > 0) throw new ApiError('rate_limited', `slow down; try again in ${wait} s`, { retryAfterSeconds: wait })
}
