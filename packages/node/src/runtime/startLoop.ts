/** Work that comes round until its owner stops it. */

/** A running loop; `close` stops it and waits for the round under way. */
export type Loop = { close(): Promise<void> }

/** Calls `round` again and again, one after the other, until `outer` aborts or the loop is closed. A round waits by itself, on the signal it is given. */
export function startLoop(outer: AbortSignal, round: (signal: AbortSignal) => Promise<void>): Loop {
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const loop = (async () => {
    while (!signal.aborted) await round(signal)
  })()
  return {
    close: async () => {
      stop.abort()
      await loop
    },
  }
}
