/** Holds an access token and refreshes it once, however many ask at the same time. */
import type { Clock } from '../../runtime/clock.ts'

/** `value` is secret. `expiresAt` is unix milliseconds. */
export type AccessToken = { readonly value: string; readonly expiresAt: number }

export type TokenCache = {
  /** A token that is good for a while; undefined when none is to be had now. */
  get(signal: AbortSignal): Promise<string | undefined>
  /** Forgets a token that the PSP refused, unless it was replaced already. */
  drop(value: string): void
}

const EARLY_MS = 60_000

/** Creates a cache. `fetchToken` asks the PSP and does not throw; a failure is not remembered. */
export function createTokenCache(deps: {
  readonly clock: Clock
  fetchToken(signal: AbortSignal): Promise<AccessToken | undefined>
  /** Refresh this long before the end. Milliseconds. */
  readonly earlyMs?: number | undefined
}): TokenCache {
  const { clock, fetchToken, earlyMs = EARLY_MS } = deps
  let token: AccessToken | undefined
  let running: Promise<AccessToken | undefined> | undefined
  return {
    async get(signal) {
      if (token && token.expiresAt - earlyMs > clock.now()) return token.value
      running ??= fetchToken(new AbortController().signal)
        .then((fresh) => {
          token = fresh
          return fresh
        })
        .finally(() => {
          running = undefined
        })
      const aborted = Promise.withResolvers<undefined>()
      const onAbort = () => aborted.resolve(undefined)
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        return (await Promise.race([running, aborted.promise]))?.value // one that gives up leaves the refresh to the others
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
    drop(value) {
      if (token?.value === value) token = undefined
    },
  }
}
