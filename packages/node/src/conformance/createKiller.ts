/** Kills the daemon at an await: what ran before it is done, what comes after it never happens. */

export type Killer = {
  /** Runs work that is awaited, unless the daemon dies before or after it. */
  around<result>(work: () => Promise<result>): Promise<result>
  /** Resolves when the daemon is dead. */
  readonly died: Promise<void>
}

/** Creates a killer that strikes at the n-th await, counted from 1; never when undefined. */
export function createKiller(strikeAt: number | undefined): Killer {
  const died = Promise.withResolvers<void>()
  let count = 0
  let dead = false
  const pass = async () => {
    count += 1
    if (count === strikeAt) {
      dead = true
      died.resolve()
    }
    if (dead) await new Promise(() => {}) // this process is gone
  }
  return {
    async around(work) {
      await pass()
      const result = await work()
      await pass()
      return result
    },
    died: died.promise,
  }
}
