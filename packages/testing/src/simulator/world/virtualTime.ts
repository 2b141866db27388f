/** Virtual time: nothing happens between two timers, so a minute costs as much as what is done in it. */

/** Unix milliseconds that move only when everything waits. */
export type VirtualTime = {
  now(): number
  /** Calls back at a time; gives the way to call it off. Same times fire in the order they were asked for. */
  at(time: number, fire: () => void): () => void
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Fires timers in order until `isDone` or `until`. Between two, every promise chain runs as far as it can. */
  run(parameters: { readonly until: number; readonly isDone: () => boolean }): Promise<void>
}

type Timer = { readonly time: number; readonly seq: number; readonly fire: () => void; isOff: boolean }

/** Creates a clock that stands at `start`. */
export function createVirtualTime(start: number): VirtualTime {
  let now = start
  let seq = 0
  const heap: Timer[] = []
  const at = (time: number, fire: () => void) => {
    const timer: Timer = { time: Math.ceil(Math.max(time, now)), seq: seq++, fire, isOff: false }
    push(heap, timer)
    return () => {
      timer.isOff = true
    }
  }
  return {
    now: () => now,
    at,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const onAbort = () => {
          cancel()
          reject(signal?.reason)
        }
        const cancel = at(now + Math.max(0, ms), () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        })
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    async run({ until, isDone }) {
      await settle()
      while (!isDone()) {
        const timer = pop(heap)
        if (!timer) return
        if (timer.isOff) continue
        if (timer.time > until) {
          push(heap, timer)
          now = until
          return
        }
        now = timer.time
        timer.fire()
        await settle()
      }
    },
  }
}

/** Resolves when every promise chain that needs no timer has run out: immediates run after all microtasks. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

const isBefore = (left: Timer, right: Timer) => left.time < right.time || (left.time === right.time && left.seq < right.seq)

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length
  heap.push(timer)
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!isBefore(timer, heap[parent] as Timer)) break
    heap[index] = heap[parent] as Timer
    index = parent
  }
  heap[index] = timer
}

function pop(heap: Timer[]): Timer | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (!top || !last || top === last) return top
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1
    if (!isBefore(heap[child] as Timer, last)) break
    heap[index] = heap[child] as Timer
    index = child
  }
  heap[index] = last
  return top
}
