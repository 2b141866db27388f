/** Confidence by resampling: seeds are drawn with replacement, so that pairs of policies keep sharing their luck. */
import { createRandom } from '../random.ts'

/** A statistic with its 95 % interval. */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number }

/** Resamples of a bootstrap. */
const ROUNDS = 2_000

/**
 * Percentile bootstrap over `count` seeds. `statistic` is computed from the indices of a resample; the value itself from each
 * seed once. The resamples depend on `count` only, so two statistics of the same seeds are paired.
 */
export function bootstrap(count: number, statistic: (seeds: readonly number[]) => number): Estimate {
  const random = createRandom(count, 'bootstrap')
  const value = statistic(Array.from({ length: count }, (_, index) => index))
  const draws = Array.from({ length: ROUNDS }, () => statistic(Array.from({ length: count }, () => random.below(count))))
  draws.sort((left, right) => left - right)
  return { value, low: draws[Math.floor(ROUNDS * 0.025)] ?? value, high: draws[Math.ceil(ROUNDS * 0.975) - 1] ?? value }
}

/** The mean of numbers; NaN of none. */
export const toMean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The smallest value that at least `percent` % of the values do not exceed; NaN of none. */
export function toPercentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}
