/** The only place of the CLI that reads the machine's time. */
import { setTimeout } from 'node:timers/promises'

/** Unix milliseconds. */
export function now(): number {
  return Date.now()
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

/**
 * Asks until the answer is defined.
 * @throws what `onTimeout` returns when nothing came within `timeoutMs`.
 */
export async function pollUntil<T>(
  ask: (signal: AbortSignal) => Promise<T | undefined>,
  { everyMs, timeoutMs, signal, onTimeout }: { everyMs: number; timeoutMs: number; signal: AbortSignal; onTimeout: () => Error },
): Promise<T> {
  const deadline = now() + timeoutMs
  while (true) {
    signal.throwIfAborted()
    const answer = await ask(signal)
    if (answer !== undefined) return answer
    if (now() >= deadline) throw onTimeout()
    await sleep(everyMs, signal)
  }
}
