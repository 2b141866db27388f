/** Erases what is no longer needed, every minute. */
import type { Clock } from '../runtime/clock.ts'

const SWEEP_MS = 60_000

/** Calls `sweep` now and every minute until `signal` aborts or it is closed. */
export function startSweep(clock: Clock, signal: AbortSignal, sweep: () => void): { close(): Promise<void> } {
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal])
  const loop = (async () => {
    while (!ended.aborted) {
      sweep()
      await clock.sleep(SWEEP_MS, ended).catch(() => {})
    }
  })()
  return {
    close: async () => {
      stop.abort()
      await loop
    },
  }
}
