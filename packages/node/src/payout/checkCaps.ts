/** The operator's limits on what leaves. */
import { type Corridor, type FailureCause, getCorridor, type OrderId } from '@paynode/sdk/protocol'
import { sumPayoutsSince } from '../store/payouts.ts'
import { sumHeldForClaims } from '../store/reservations.ts'
import type { Caps, PayoutDeps } from './deps.ts'

const HOUR_MS = 3_600_000
const windows = [
  ['perHour', HOUR_MS, 'hour'],
  ['perDay', 24 * HOUR_MS, 'day'],
] as const

/**
 * What forbids a payout of `payout` minor units now, of the daemon's caps over the whole currency and of the corridor's own. What was sent exactly
 * an hour or a day ago still counts, and so does what is dated after now, by a clock that was set back. With `claiming`, an order that is about
 * to be claimed, what is held for other claims counts as well: whatever is claimed must be payable, because giving up costs.
 */
export function checkCaps(
  deps: Pick<PayoutDeps, 'store' | 'clock' | 'caps' | 'capsOf'>,
  { corridor, payout, claiming }: { readonly corridor: Corridor; readonly payout: bigint; readonly claiming?: OrderId | undefined },
): { readonly cause: FailureCause; readonly reason: string } | undefined {
  const currency = getCorridor(corridor)?.currency ?? ''
  const check = (caps: Caps, only: Corridor | undefined) => {
    const of = only ? ` of ${only}` : ''
    if (caps.perPayout !== undefined && payout > caps.perPayout)
      return { cause: 'other', reason: `payout above the cap per payout${of}` } as const
    const held = () => (claiming === undefined ? 0n : sumHeldForClaims(deps.store, { currency, corridor: only, except: claiming }))
    for (const [name, ms, word] of windows) {
      const cap = caps[name]
      if (cap !== undefined && sumPayoutsSince(deps.store, currency, deps.clock.now() - ms, only) + held() + payout > cap)
        return { cause: 'insufficientFloat', reason: `the cap per ${word}${of} is used up` } as const
    }
    return undefined
  }
  return check(deps.caps, undefined) ?? check(deps.capsOf?.(corridor) ?? {}, corridor)
}
