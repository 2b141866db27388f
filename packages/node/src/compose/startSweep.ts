/** Erases what is no longer needed, every minute. */
import type { Clock } from '../runtime/clock.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'

const SWEEP_MS = 60_000

/** Calls `sweep` now and every minute until `signal` aborts or it is closed. */
export function startSweep(clock: Clock, signal: AbortSignal, sweep: () => void): Loop {
  return startLoop(signal, async (ended) => {
    sweep()
    await clock.sleep(SWEEP_MS, ended).catch(() => {})
  })
}
