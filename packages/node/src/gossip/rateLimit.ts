/** Token buckets per peer and protocol: a peer that asks too much waits for nobody but itself. */

/** Takes one token; false when the bucket is empty. `now` is unix milliseconds. */
export type RateLimit = { take(key: string, now: number): boolean }

/** Creates buckets of `burst` tokens that refill at `perSecond`. Idle buckets are forgotten. */
export function createRateLimit({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take: (key, now) => {
      if (buckets.size > 10_000) for (const [other, { at }] of buckets) if (now - at > 60_000) buckets.delete(other)
      const bucket = buckets.get(key) ?? { tokens: burst, at: now }
      bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * perSecond)
      bucket.at = now
      buckets.set(key, bucket)
      if (bucket.tokens < 1) return false
      bucket.tokens -= 1
      return true
    },
  }
}
