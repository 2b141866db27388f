/** What a candidate looks like to the score: one Q12 value per feature. */
import { type Hex, keccak256 } from 'viem'
import type { Report } from '../protocol/report.ts'
import type { FeatureName } from './features.ts'
import { clamp, divFloor, isqrt, log2Floor, ONE_Q12, ONE_Q16, toLog2, toLogit, toQuantile } from './integer.ts'
import { type Counters, toFastRate, toSlowRate } from './model/counters.ts'
import type { Candidate, RoutingInput } from './types.ts'

/** Values by feature. `bestRate` is the best eligible quote, above 0. */
export function toValues(
  input: RoutingInput,
  { provider, stats, inFlight, stakeFree }: Candidate,
  report: Report,
  bestRate: bigint,
): Readonly<Record<FeatureName, number>> {
  const slow = toLogit(toSlowRate(stats.cell))
  const behind = Number(((bestRate - report.rate) * 100n * BigInt(ONE_Q12)) / bestRate)
  return {
    successSlow: slow,
    trend: toLogit(toFastRate(stats.cell)) - slow,
    successOverall: toLogit(toSlowRate(stats.overall)),
    exploration: divFloor(toDeviation(stats.cell) * drawQuantile(input, provider), ONE_Q12),
    quote: 0 - behind,
    stake: clamp(toLog2(stakeFree) - toLog2(input.bondRequired), 0, 8 * ONE_Q12),
    inFlight: divFloor(inFlight * ONE_Q12, report.capacity),
    load: divFloor(report.loadBps * ONE_Q12, 10_000),
    liquidity: clamp(log2Floor(input.payout) + 1 - report.liquidityBucket, 0, 8) * ONE_Q12,
    consecutiveFailures: clamp(stats.consecutiveFailures, 0, 8) * ONE_Q12,
  }
}

/** Standard deviation of a rate's log-odds, Q12: 1 ⁄ √(n p (1 − p)), at most 4. */
function toDeviation(counters: Counters): number {
  const rate = toSlowRate(counters)
  const spread = divFloor(rate * (ONE_Q16 - rate), ONE_Q16)
  const information = divFloor(counters.slowTotal * spread, ONE_Q16) // n p (1 − p), Q16
  return clamp(isqrt(divFloor(1_099_511_627_776, information < 1 ? 1 : information)), 0, 4 * ONE_Q12) // √(2^40 ⁄ Q16) = Q12
}

/** A normal quantile, Q12, drawn by 12 bits of a hash that nobody knew when the order's id was fixed. */
function drawQuantile({ seed, orderId }: RoutingInput, provider: string): number {
  const hash = keccak256(`${seed}${orderId.slice(2)}${provider.slice(2).toLowerCase()}` as Hex)
  return toQuantile(Number.parseInt(hash.slice(-3), 16))
}
