/** Decides when something goes wrong: only kinds that this history has, only until it turns calm. */
import { type FaultCounts, type FaultKind, noFaults } from './faults.ts'
import type { Random } from './random.ts'

/** The dice of one history. */
export type Chaos = {
  readonly random: Random
  readonly counts: FaultCounts
  /** Whether a fault of one of these kinds struck between two times, unix milliseconds. */
  struck(kinds: ReadonlySet<FaultKind>, from: number, to: number): boolean
  has(kind: FaultKind): boolean
  /** Throws the dice for a fault of a kind and counts a hit. */
  hits(kind: FaultKind): boolean
  count(kind: FaultKind): void
  /** Milliseconds there and back. */
  latencyMs(): number
  isCalm(): boolean
}

/** Creates the dice. `rates` holds the kinds that may happen, each with its probability. */
export function createChaos(parameters: {
  readonly random: Random
  readonly rates: ReadonlyMap<FaultKind, number>
  isCalm(): boolean
  now(): number
}): Chaos {
  const { random, rates, isCalm, now } = parameters
  const counts = noFaults()
  const log: { readonly kind: FaultKind; readonly at: number }[] = []
  const count = (kind: FaultKind) => {
    counts[kind] += 1
    log.push({ kind, at: now() })
  }
  return {
    random,
    counts,
    count,
    struck: (kinds, from, to) => log.some(({ kind, at }) => kinds.has(kind) && at >= from && at <= to),
    isCalm,
    has: (kind) => rates.has(kind),
    hits: (kind) => {
      const rate = rates.get(kind)
      if (rate === undefined || isCalm() || !random.chance(rate)) return false
      count(kind)
      return true
    },
    latencyMs: () => random.int(4, 120),
  }
}
