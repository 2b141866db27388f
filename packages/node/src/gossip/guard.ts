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

/** Tokens per frame: one for each KiB begun, as many as the largest report has. */
const TOKEN_BYTES = 1_024
const TOKENS_PER_REPORT = Math.ceil(MAX_REPORT_BYTES / TOKEN_BYTES)
/** What control messages and chance take besides reports. */
const SPARE_PER_SECOND = 20
const BURST_SECONDS = 10
/** Refused messages in a row that cost the connection; one is forgiven every three minutes. */
const REFUSALS = 5
/** Requests beyond the limit that are put up with, refilled once a second. */
const EXCESS = 100
const FIRST_BAN_MS = 10 * 60_000
const LONGEST_BAN_MS = 24 * 60 * 60_000

/** Creates a guard that has nothing against anybody. */
export function createGuard({ clock, logger, metrics, reportsPerSecond, onBan }: GuardDeps): Guard {
  let budget = { perSecond: 0, until: 0 }
  const getPerSecond = (now: number) => {
    if (now >= budget.until) budget = { perSecond: SPARE_PER_SECOND + 2 * TOKENS_PER_REPORT * reportsPerSecond(), until: now + 1_000 }
    return budget.perSecond
  }
  const tokens = new Map<string, { left: number; at: number }>()
  const refusals = createRateLimit({ perSecond: 1 / 180, burst: REFUSALS - 1 })
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
      const burst = BURST_SECONDS * perSecond
      const bucket = tokens.get(peer) ?? { left: burst, at: now }
      bucket.left =
        Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * perSecond) - Math.max(1, Math.ceil(bytes / TOKEN_BYTES))
      bucket.at = now
      tokens.set(peer, bucket)
      if (bucket.left >= 0) return true
      ban(peer, 'flood')
      return false
    },
    refused: (peer) => {
      if (!refusals.take(peer, clock.now())) ban(peer, 'forgery')
    },
    exceeded: (peer) => {
      if (!excess.take(peer, clock.now())) ban(peer, 'flood')
    },
  }
}
