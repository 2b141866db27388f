/** Remembers which report of a provider and epoch was first, and whether a second, different one came. */

/** What was seen under a key. `equivocated`: both copies are kept already, further ones prove nothing new. */
export type SeenReport = {
  readonly content: string
  readonly equivocated: boolean
  /** Who gave a version of it. */
  readonly relays: ReadonlySet<string>
}

/** Memory of recent epochs. */
export type SeenReports = {
  find(key: string): SeenReport | undefined
  remember(key: string, epoch: number, report: SeenReport): void
}

/** Creates an empty memory that forgets epochs which validation refuses anyhow. */
export function createSeenReports(): SeenReports {
  const seen = new Map<string, SeenReport & { readonly epoch: number }>()
  let swept = 0
  return {
    find: (key) => seen.get(key),
    remember: (key, epoch, report) => {
      seen.set(key, { ...report, epoch })
      if (epoch <= swept) return
      swept = epoch
      for (const [old, entry] of seen) if (entry.epoch < epoch - 5) seen.delete(old)
    },
  }
}
