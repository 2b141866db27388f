/** One payment at a time, over all tabs: two tabs with one form must not lock twice. */

/** Runs `task` while holding the lock; undefined at once when another tab holds it. Without Web Locks (old browsers) it just runs. */
export async function runExclusive<result>(name: string, task: () => Promise<result>): Promise<{ readonly result: result } | undefined> {
  const locks = globalThis.navigator?.locks
  if (!locks) return { result: await task() }
  return locks.request(name, { ifAvailable: true }, async (lock) => (lock ? { result: await task() } : undefined))
}
