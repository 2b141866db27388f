/** A clock that hears witnesses: a machine whose time is off by minutes must neither pay late nor refuse everything. */
import type { Clock } from './clock.ts'

export type CheckedClock = Clock & {
  /** Somebody says what time it is, in unix milliseconds; what it said last counts. */
  hear(witness: string, now: number): void
  /** Milliseconds that `now` is ahead of the machine's clock. */
  offset(): number
}

/** Chain time comes in blocks and HTTP dates in seconds: less than this is no error of the machine's. */
const TOLERANCE_MS = 20_000
/** A witness that fell silent still knows how far the machine was off. */
const VALID_MS = 3_600_000

/**
 * Wraps a machine's clock. With two witnesses besides the machine the middle one of all is right. With one, the later time is taken: to
 * refuse to pay is safer than to pay late. `onOffset` hears of every change of more than a second.
 */
export function createCheckedClock(machine: Clock, onOffset: (offsetMs: number) => void = () => {}): CheckedClock {
  const heard = new Map<string, { readonly offset: number; readonly at: number }>()
  let offset = 0
  const decide = () => {
    const fresh = [...heard.values()].filter(({ at }) => Math.abs(machine.now() - at) < VALID_MS).map((one) => one.offset)
    const all = [0, ...fresh].sort((left, right) => left - right)
    const middle = all[Math.floor(all.length / 2)] ?? 0 // of two, the later
    const next = Math.abs(middle) <= TOLERANCE_MS ? 0 : middle
    if (Math.abs(next - offset) <= 1_000) return
    offset = next
    onOffset(offset)
  }
  return {
    now: () => machine.now() + offset,
    sleep: (ms, signal) => machine.sleep(ms, signal),
    offset: () => offset,
    hear: (witness, now) => {
      heard.set(witness, { offset: now - machine.now(), at: machine.now() })
      decide()
    },
  }
}

/** The name under which the head of the chain is heard. */
export const chainWitness = 'chain'
