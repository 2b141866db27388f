/** A token bucket per client address: bursts pass, floods do not. */
import { isIPv6 } from 'node:net'
import type { Clock } from '../runtime/clock.ts'

/** Tokens a client may save up, and how many it gets per second. */
export type RateLimit = { readonly burst: number; readonly perSecond: number }

const MAX_CLIENTS = 10_000

/** `take(ip, cost)` gives 0 when the request may pass, else the seconds to wait. */
export function createRateLimit({ burst, perSecond }: RateLimit, clock: Clock): (ip: string, cost: number) => number {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (ip, cost) => {
    const now = clock.now()
    const key = toKey(ip)
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * perSecond)
    buckets.delete(key) // the map keeps the least recently seen first
    const passes = tokens >= cost
    buckets.set(key, { tokens: passes ? tokens - cost : tokens, at: now })
    const [oldest] = buckets.keys()
    if (buckets.size > MAX_CLIENTS && oldest !== undefined) buckets.delete(oldest)
    return passes ? 0 : Math.max(1, Math.ceil((cost - tokens) / perSecond))
  }
}

/** One IPv6 customer has a /64: its addresses share a bucket. */
function toKey(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::')) return ip
  return ip.split(':').slice(0, 4).join(':')
}
