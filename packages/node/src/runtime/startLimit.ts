/** A time limit by the injected clock, so that virtual time can run out. */
import type { Clock } from './clock.ts'

/** `signal` aborts after `ms` unless it was stopped before. */
export function startLimit(clock: Clock, ms: number): { readonly signal: AbortSignal; stop(): void } {
  const limit = new AbortController()
  const stop = new AbortController()
  clock.sleep(ms, stop.signal).then(
    () => limit.abort(),
    () => {}, // answered in time
  )
  return { signal: limit.signal, stop: () => stop.abort() }
}
