/** What a simulator does later: under a virtual clock when it is told to, else when the time has come. */
import type { Clock } from '../../runtime/clock.ts'

export type Agenda = {
  add(delayMs: number, work: () => Promise<void>): void
  /** Runs what is due, in order, and waits for it. */
  flush(): Promise<void>
  nextDue(): number | undefined
  close(): Promise<void>
}

/** Creates an agenda. `automatic`: it follows the clock by itself. */
export function createAgenda(clock: Clock, automatic: boolean): Agenda {
  const stop = new AbortController()
  const running = new Set<Promise<void>>()
  let waiting: { readonly at: number; readonly work: () => Promise<void> }[] = []
  const flush = async () => {
    for (;;) {
      const due = waiting.filter(({ at }) => at <= clock.now()).sort((left, right) => left.at - right.at)
      if (due.length === 0) return
      waiting = waiting.filter((item) => !due.includes(item))
      for (const { work } of due) await work()
    }
  }
  return {
    add(delayMs, work) {
      if (!automatic) {
        waiting.push({ at: clock.now() + delayMs, work })
        return
      }
      const task: Promise<void> = clock
        .sleep(delayMs, stop.signal)
        .then(work)
        .catch(() => {}) // stopped, or nobody listens
        .finally(() => running.delete(task))
      running.add(task)
    },
    flush,
    nextDue: () => waiting.reduce<number | undefined>((first, { at }) => (first === undefined || at < first ? at : first), undefined),
    async close() {
      stop.abort()
      waiting = []
      await Promise.all(running)
    },
  }
}
