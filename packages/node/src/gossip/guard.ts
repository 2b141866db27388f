/** Shows peers the door that send more than an honest one ever would, or what no honest one sends; it stays shut for a while. */
import { MAX_REPORT_BYTES } from '@paynode/sdk/protocol'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { createRateLimit } from './rateLimit.ts'

/** Why a peer was banned: too much, or rubbish. */
export type BanReason = 'flood' | 'forgery'

/** Judges peers by PeerId. */
export type Guard = {
  /** Whether another frame of so many bytes may be read. False bans the sender. */
  mayRead(peer: string, bytes: number): boolean
  /** Counts a message that every honest relay would have refused. */
  refused(peer: string): void
  /** Counts a report that the same peer has given before in other bytes: an honest relay passes on what it accepted first, and nothing else. */
  repeated(peer: string): void
  /** Counts a request beyond the limit. */
  exceeded(peer: string): void
  isBanned(peer: string): boolean
}

/** What a guard needs. */
export type GuardDeps = {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** Reports that the whole registry publishes in a second. A relay sends each at most once. */
  reportsPerSecond(): number
  onBan(peer: string): void
}

/** A frame takes one token, and another one for this many bytes: most of its cost does not depend on its size. */
const BYTES_PER_TOKEN = 4_096
const TOKENS_PER_REPORT = 1 + MAX_REPORT_BYTES / BYTES_PER_TOKEN
/** What control messages take besides reports, and how far a pause may put a peer's frames together. */
const SPARE_PER_SECOND = 20
const SPARE_BURST = 100
const BURST_SECONDS = 3
/** Refused messages in a row that cost the connection; one is forgiven every three minutes. */
const REFUSALS = 5
/** Repeats that are put up with, for relays that restarted in between; refilled once a minute. */
const REPEATS = 20
/** Requests beyond the limit that are put up with, refilled once a second. */
const EXCESS = 100
const FIRST_BAN_MS = 10 * 60_000
const LONGEST_BAN_MS = 24 * 60 * 60_000

/** Creates a guard that has nothing against anybody. */
export function createGuard({ clock, logger, metrics, reportsPerSecond, onBan }: GuardDeps): Guard {
  let budget = { perSecond: 0, until: 0 }
  const getPerSecond = (now: number) => {
    if (now >= budget.until) budget = { perSecond: SPARE_PER_SECOND + 1.5 * TOKENS_PER_REPORT * reportsPerSecond(), until: now + 1_000 }
    return budget.perSecond
  }
  const tokens = new Map<string, { left: number; at: number }>()
  const refusals = createRateLimit({ perSecond: 1 / 180, burst: REFUSALS - 1 })
  const repeats = createRateLimit({ perSecond: 1 / 60, burst: REPEATS })
  const excess = createRateLimit({ perSecond: 1, burst: EXCESS })
  const bans = new Map<string, { readonly until: number; readonly times: number }>()
  const isBanned = (peer: string) => (bans.get(peer)?.until ?? 0) > clock.now()
  const ban = (peer: string, reason: BanReason) => {
    if (isBanned(peer)) return
    const times = (bans.get(peer)?.times ?? 0) + 1
    const length = Math.min(LONGEST_BAN_MS, FIRST_BAN_MS * 4 ** (times - 1))
    bans.set(peer, { until: clock.now() + length, times })
    tokens.delete(peer)
    metrics.count('paynode_gossip_bans_total', { reason })
    logger.warn({ peerId: peer, reason, minutes: length / 60_000 }, 'peer is shut out')
    onBan(peer)
  }
  return {
    isBanned,
    mayRead: (peer, bytes) => {
      if (isBanned(peer)) return false
      const now = clock.now()
      const perSecond = getPerSecond(now)
      const burst = SPARE_BURST + BURST_SECONDS * perSecond
      const bucket = tokens.get(peer) ?? { left: burst, at: now }
      bucket.left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * perSecond) - (1 + bytes / BYTES_PER_TOKEN)
      bucket.at = now
      tokens.set(peer, bucket)
      if (bucket.left >= 0) return true
      ban(peer, 'flood')
      return false
    },
    refused: (peer) => {
      if (!refusals.take(peer, clock.now())) ban(peer, 'forgery')
    },
    repeated: (peer) => {
      if (!repeats.take(peer, clock.now())) ban(peer, 'flood')
    },
    exceeded: (peer) => {
      if (!excess.take(peer, clock.now())) ban(peer, 'flood')
    },
  }
}
