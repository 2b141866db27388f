/** Keeps new payouts away from a PSP that is out of order. It decides where the next payout goes, and says nothing about those on their way. */
import type { Clock } from '../runtime/clock.ts'

export type BreakerState = 'closed' | 'open' | 'halfOpen'
/** `good`: the PSP took or refused a payout in clear words. `bad`: it did not answer clearly. `locked`: it refuses the credential or the account. */
export type Verdict = 'good' | 'bad' | 'locked'

/** One switch per PSP, by id. It lives in memory: a restarted daemon finds out anew. */
export type Breaker = {
  /** Whether a payout may go there now. After an outage one payout at a time tries. */
  allows(psp: string): boolean
  /** As `allows`, and takes the one try there is after an outage; `note` gives it back. */
  take(psp: string): boolean
  note(psp: string, verdict: Verdict): void
  state(psp: string): BreakerState
  /** Why it is not closed. */
  trouble(psp: string): Exclude<Verdict, 'good'> | undefined
}

const BAD_IN_A_ROW = 3
const OPEN_MS = 30_000
const LONGEST_MS = 900_000

type Switch = { bad: number; openUntil: number; openMs: number; tryUntil: number; trouble: Exclude<Verdict, 'good'> }

/** Creates the switches. Opens after `badInARow` unclear answers or one refused credential, for `openMs`, doubled up to 15 minutes each time. */
export function createBreaker(deps: {
  readonly clock: Clock
  readonly badInARow?: number | undefined
  readonly openMs?: number | undefined
  onChange?(psp: string, state: BreakerState, verdict: Verdict): void
}): Breaker {
  const { clock, badInARow = BAD_IN_A_ROW, openMs = OPEN_MS, onChange } = deps
  const switches = new Map<string, Switch>()
  const get = (psp: string) => {
    const known: Switch = switches.get(psp) ?? { bad: 0, openUntil: 0, openMs: 0, tryUntil: 0, trouble: 'bad' }
    switches.set(psp, known)
    return known
  }
  const state = (psp: string): BreakerState => {
    const { openUntil, openMs: length } = get(psp)
    return length === 0 ? 'closed' : clock.now() < openUntil ? 'open' : 'halfOpen'
  }
  const allows = (psp: string) => state(psp) === 'closed' || (state(psp) === 'halfOpen' && clock.now() >= get(psp).tryUntil)
  return {
    state,
    trouble: (psp) => (state(psp) === 'closed' ? undefined : get(psp).trouble),
    allows,
    take(psp) {
      if (!allows(psp)) return false
      const own = get(psp)
      if (state(psp) === 'halfOpen') own.tryUntil = clock.now() + own.openMs // a try that never ends holds up nobody for longer
      return true
    },
    note(psp, verdict) {
      const own = get(psp)
      const before = state(psp)
      own.tryUntil = 0
      if (verdict === 'good') {
        Object.assign(own, { bad: 0, openUntil: 0, openMs: 0 })
        if (before !== 'closed') onChange?.(psp, 'closed', verdict)
        return
      }
      own.bad += 1
      if (verdict === 'locked' || before === 'closed') own.trouble = verdict
      if (before === 'open' || (verdict === 'bad' && before === 'closed' && own.bad < badInARow)) return // answers of requests from before
      own.openMs = Math.min(LONGEST_MS, own.openMs === 0 ? openMs : own.openMs * 2)
      own.openUntil = clock.now() + own.openMs
      onChange?.(psp, 'open', verdict)
    },
  }
}
