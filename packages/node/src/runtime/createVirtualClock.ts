/** A clock that stands still until it is moved: hours of waiting run in no time, and the same script runs the same way. */
import type { Clock } from './clock.ts'

export type VirtualClock = Clock & {
  /** Moves time on and wakes whoever slept until then, in order. */
  advance(ms: number): void
}

/** Creates a clock that shows `start` (unix milliseconds). */
export function createVirtualClock(start: number): VirtualClock {
  let now = start
  const timers = new Set<{ readonly at: number; readonly wake: () => void }>()
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const onAbort = () => {
          timers.delete(timer)
          reject(signal.reason)
        }
        const timer = {
          at: now + ms,
          wake: () => {
            signal.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        timers.add(timer)
        signal.addEventListener('abort', onAbort, { once: true })
      }),
    advance(ms) {
      now += Math.max(0, ms)
      const due = [...timers].filter(({ at }) => at <= now).sort((left, right) => left.at - right.at)
      for (const timer of due) {
        timers.delete(timer)
        timer.wake()
      }
    },
  }
}
