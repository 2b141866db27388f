/** Percentiles of measurements: nearest rank, no interpolation. */

/** The smallest value that at least `percent` % of the values do not exceed; NaN for no values. */
export function getPercentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** p50, p95 and how many were measured. */
export function summarise(values: readonly number[]): { readonly count: number; readonly p50: number; readonly p95: number } {
  return { count: values.length, p50: getPercentile(values, 50), p95: getPercentile(values, 95) }
}
