/** Who cannot serve an order, and who may but only after everybody else. */
import type { Report } from '../protocol/report.ts'
import type { Candidate, ExclusionReason, Gate, RoutingInput } from './types.ts'

/** Consecutive failures that open the breaker. */
export const BREAKER_FAILURES = 5
/** Percent of capacity above which a provider goes to the tail. */
export const LOAD_PERCENT = 85

/** Why a candidate is not eligible; undefined when it is. */
export function findExclusion(
  { payout, amount, tokenDecimals, bondRequired }: RoutingInput,
  { report, stakeFree }: Candidate,
): ExclusionReason | undefined {
  if (!report) return 'noReport'
  if (report.maintenance) return 'maintenance'
  if (report.capacity < 1) return 'noCapacity'
  if (payout < report.minPayout) return 'belowMinimum'
  if (payout > report.maxPayout) return 'aboveMaximum'
  if (report.rate * amount < payout * tenTo(tokenDecimals)) return 'quoteTooLow'
  if (stakeFree < bondRequired) return 'stakeTooLow'
  return undefined
}

/** Why an eligible candidate goes to the tail; undefined when it does not. */
export function findGate({ failedThisOrder, stats, inFlight }: Candidate, { capacity }: Report): Gate | undefined {
  if (failedThisOrder) return 'failedThisOrder'
  if (stats.consecutiveFailures >= BREAKER_FAILURES) return 'breaker'
  return (inFlight + 1) * 100 > capacity * LOAD_PERCENT ? 'load' : undefined
}

function tenTo(decimals: number): bigint {
  let value = 1n
  for (let index = 0; index < decimals; index++) value *= 10n
  return value
}
