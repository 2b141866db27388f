/** Who cannot serve an order, and who may but only after everybody else. */
import { MAX_SAFE } from './integer.ts'
import { isOver } from './model/crowd.ts'
import { toCount } from './model/find.ts'
import { isInForce } from './model/standing.ts'
import { type CorridorState, type State, toEpoch } from './model/state.ts'
import { at } from './model/table.ts'
import { rules } from './rules.ts'
import { type ExclusionReason, gates, type RoutingOrder } from './types.ts'

/** An order's terms as numbers. `rate` is the least rate that covers the payout; amounts beyond Float64's integers exclude everybody. */
export type Terms = { readonly payout: number; readonly rate: number; readonly bond: number; readonly informed: boolean }

/** Converts an order's terms, rounding against the provider. */
export function toTerms(state: State, { scalars }: CorridorState, order: RoutingOrder): Terms {
  const { amount, payout, bondRequired } = order
  const unit = 10n ** BigInt(state.options.tokenDecimals)
  const rate = amount > 0n ? (payout * unit + amount - 1n) / amount : payout > 0n ? BigInt(MAX_SAFE) + 1n : 0n
  const micro = (bondRequired * 1_000_000n + unit - 1n) / unit
  return {
    payout: toLimit(payout),
    rate: toLimit(rate),
    bond: toLimit(micro),
    informed: isInForce(scalars.bundleEpoch[0] ?? 0, toEpoch(state)),
  }
}

/** Why a provider is not eligible; undefined when it is. Without a bundle in force nothing is known of quotes, and only stake counts. */
export function findExclusion(state: State, { rows }: CorridorState, row: number, terms: Terms): ExclusionReason | undefined {
  if (terms.informed) {
    if (!isInForce(at(rows.reportEpoch, row), toEpoch(state))) return 'noReport'
    if (at(rows.maintenance, row) === 1) return 'maintenance'
    if (at(rows.capacity, row) < 1) return 'noCapacity'
    if (terms.payout < at(rows.minPayout, row)) return 'belowMinimum'
    if (terms.payout > at(rows.maxPayout, row)) return 'aboveMaximum'
    if (at(rows.rate, row) < terms.rate) return 'quoteTooLow'
  }
  return at(state.providers.free, row) < terms.bond ? 'stakeTooLow' : undefined
}

/** How grave a provider's gate is: 0 = none, else its place in `gates`, counted from 1. */
export function findGate(state: State, { rows }: CorridorState, row: number, { informed }: Terms): number {
  const epoch = toEpoch(state)
  const { providers } = state
  if (at(providers.probeOpen, row) === 1 && isInForce(at(providers.probeEpoch, row), epoch)) return PROBES
  if (informed && isFull(state, rows, row)) return LOAD
  if (at(rows.failures, row) >= rules.gates.failures) {
    const isTried = at(rows.trialEpoch, row) === epoch + 1 // half-open: one attempt an epoch
    if (epoch < at(rows.openUntil, row) || isTried) return BREAKER
  }
  return informed && at(rows.maintenance, row) === 2 ? MAINTENANCE : 0
}

function isFull({ providers }: State, rows: CorridorState['rows'], row: number): boolean {
  const [inFlight, capacity] = [at(providers.inFlight, row), at(rows.capacity, row)]
  if (isOver(inFlight + 1, capacity, rules.gates.loadPercent)) return true
  return at(rows.crowded, row) === 1 && isOver(inFlight, capacity, rules.gates.calmPercent)
}

const [MAINTENANCE, BREAKER, PROBES] = [1, 2, 4] as const // places in `gates`
/** The gate of who is full: graver than a broken one’s, because more orders on top break it too. */
export const LOAD = 3
/** The gravest gate. */
export const FAILED = gates.length

/** What exceeds every limit stays above them. */
const toLimit = (value: bigint) => (value > BigInt(MAX_SAFE) ? MAX_SAFE + 1 : toCount(value))
