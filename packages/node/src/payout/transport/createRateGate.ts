/** Remembers until when a PSP wants to be left alone, per lane. */
import type { Clock } from '../../runtime/clock.ts'

/** What the transport asks and tells. Times are unix milliseconds. */
export type RateGate = {
  /** When a closed lane opens again; undefined while it is open. */
  closedUntil(lane: string | undefined): number | undefined
  /** Takes in an answer's rate headers; returns when to come back, should the answer be a 429. */
  note(lane: string | undefined, response: { readonly status: number; readonly headers: Headers }): number
}

const DEFAULT_MS = 5_000
const LONGEST_MS = 3_600_000

/** Creates a gate whose lanes are all open. */
export function createRateGate(clock: Clock): RateGate {
  const closed = new Map<string, number>()
  return {
    closedUntil(lane = '') {
      const until = closed.get(lane)
      return until !== undefined && until > clock.now() ? until : undefined
    },
    note(lane = '', { status, headers }) {
      const now = clock.now()
      const told = toTime(headers.get('retry-after'), now) ?? toTime(headers.get('x-ratelimit-reset'), now)
      const until = Math.min(Math.max(told ?? now + DEFAULT_MS, now + 1), now + LONGEST_MS)
      const spent = headers.get('x-ratelimit-remaining')?.trim() === '0' && told !== undefined
      if (status === 429 || (status === 503 && headers.has('retry-after')) || spent) closed.set(lane, until)
      return until
    },
  }
}

/** Seconds from now, seconds or milliseconds since 1970, or an HTTP date. */
function toTime(text: string | null, now: number): number | undefined {
  if (text === null) return undefined
  if (!/^\d{1,13}(\.\d+)?$/.test(text.trim())) {
    const date = Date.parse(text)
    return Number.isNaN(date) ? undefined : date
  }
  const value = Number(text)
  if (value >= 1e12) return value
  return value >= 1e9 ? value * 1_000 : now + value * 1_000
}
