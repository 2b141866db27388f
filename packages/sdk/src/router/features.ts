/** The features of a candidate: the one table of what is looked at, where it comes from, what it is and which way it pulls. */

/** O = chain, P = measured by peers, G = said of itself (may only lower an own score), A = advisors, L = the rules, S = the order's seed. */
export type FeatureSource = 'O' | 'P' | 'G' | 'A' | 'L' | 'S'

/**
 * One row. Values are Q12 and clamped to `low`…`high` (in units, not Q12); units and formulas stand in `featureTexts.ts`, what is said of a candidate in `featureWords.ts`. Rows that enter the `score` are summed as
 * ⌊value × weight ⁄ 2^12⌋, log-odds Q16, with learned weights that start at `weight` (Q16) and keep the sign of `direction`. Rows that
 * enter the `key` are added to the predicted rate (Q16) with a fixed weight.
 */
export type Feature = {
  readonly name: string
  readonly source: FeatureSource
  readonly low: number
  readonly high: number
  readonly direction: 'up' | 'down' | 'either'
  readonly enters: 'score' | 'key'
  readonly weight: number
}

// biome-ignore format: one line a row
export const features = [
  { name: 'bias', source: 'L', low: 1, high: 1, direction: 'either', enters: 'score', weight: 0 },
  { name: 'cellSuccess', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 65_536 },
  { name: 'cellTrend', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 9_830 },
  { name: 'success24h', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 3_277 },
  { name: 'success7d', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 1_638 },
  { name: 'regionSuccess', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 1_638 },
  { name: 'providerTrend', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 9_830 },
  { name: 'uncertainty', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -65_536 },
  { name: 'evidence', source: 'O', low: 0, high: 12, direction: 'up', enters: 'score', weight: 328 },
  { name: 'alarm', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -163_840 },
  { name: 'failures', source: 'O', low: 0, high: 8, direction: 'down', enters: 'score', weight: -3_277 },
  { name: 'sinceSuccess', source: 'O', low: 0, high: 16, direction: 'down', enters: 'score', weight: -328 },
  { name: 'claimP50', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655 },
  { name: 'claimP95', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655 },
  { name: 'settleP50', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655 },
  { name: 'settleP95', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655 },
  { name: 'expired24h', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -16_384 },
  { name: 'disputes30d', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -32_768 },
  { name: 'returns7d', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554 },
  { name: 'hourOffset', source: 'O', low: -1, high: 1, direction: 'up', enters: 'score', weight: 32_768 },
  { name: 'inFlight', source: 'O', low: 0, high: 4, direction: 'down', enters: 'score', weight: -600_000 },
  { name: 'notional', source: 'O', low: 0, high: 4, direction: 'down', enters: 'score', weight: -3_277 },
  { name: 'pressure', source: 'O', low: 0, high: 4, direction: 'down', enters: 'score', weight: -328 },
  { name: 'shadowPrice', source: 'O', low: 0, high: 1, direction: 'down', enters: 'key', weight: -65_536 },
  { name: 'stake', source: 'O', low: -16, high: 16, direction: 'up', enters: 'score', weight: 328 },
  { name: 'tenure', source: 'O', low: 0, high: 16, direction: 'up', enters: 'score', weight: 328 },
  { name: 'payers', source: 'O', low: 0, high: 8, direction: 'up', enters: 'score', weight: 655 },
  { name: 'share24h', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -1_311 },
  { name: 'amountRatio', source: 'O', low: 0, high: 8, direction: 'down', enters: 'score', weight: -3_277 },
  { name: 'price', source: 'G', low: -16, high: 0, direction: 'up', enters: 'key', weight: 262 },
  { name: 'tooCheap', source: 'G', low: 0, high: 16, direction: 'down', enters: 'score', weight: -3_277 },
  { name: 'probeFailed', source: 'P', low: 0, high: 1, direction: 'down', enters: 'score', weight: -98_304 },
  { name: 'probeFailed1h', source: 'P', low: 0, high: 1, direction: 'down', enters: 'score', weight: -16_384 },
  { name: 'rtt50', source: 'P', low: -12, high: 6, direction: 'down', enters: 'score', weight: -328 },
  { name: 'rtt95', source: 'P', low: -12, high: 6, direction: 'down', enters: 'score', weight: -328 },
  { name: 'uptime24h', source: 'P', low: -1, high: 0, direction: 'up', enters: 'score', weight: 32_768 },
  { name: 'reach', source: 'P', low: -1, high: 0, direction: 'up', enters: 'score', weight: 16_384 },
  { name: 'disagreement', source: 'P', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554 },
  { name: 'load', source: 'G', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554 },
  { name: 'liquidity', source: 'G', low: 0, high: 8, direction: 'down', enters: 'score', weight: -32_768 },
  { name: 'advice', source: 'A', low: -1, high: 1, direction: 'up', enters: 'score', weight: 6_554 },
  { name: 'adviceSpread', source: 'A', low: 0, high: 2, direction: 'down', enters: 'score', weight: -3_277 },
  { name: 'exploration', source: 'S', low: -1, high: 1, direction: 'either', enters: 'key', weight: 6_554 },
] as const satisfies readonly Feature[]

export type FeatureName = (typeof features)[number]['name']

/** Where a feature stands in vectors of values and weights. A literal, so that engines fold it; a test compares it with the table. */
// biome-ignore format: list
export const featureIndex = {
  bias: 0, cellSuccess: 1, cellTrend: 2, success24h: 3, success7d: 4, regionSuccess: 5, providerTrend: 6, uncertainty: 7,
  evidence: 8, alarm: 9, failures: 10, sinceSuccess: 11, claimP50: 12, claimP95: 13, settleP50: 14, settleP95: 15,
  expired24h: 16, disputes30d: 17, returns7d: 18, hourOffset: 19, inFlight: 20, notional: 21, pressure: 22, shadowPrice: 23,
  stake: 24, tenure: 25, payers: 26, share24h: 27, amountRatio: 28, price: 29, tooCheap: 30, probeFailed: 31,
  probeFailed1h: 32, rtt50: 33, rtt95: 34, uptime24h: 35, reach: 36, disagreement: 37, load: 38, liquidity: 39,
  advice: 40, adviceSpread: 41, exploration: 42,
} as const satisfies Readonly<Record<FeatureName, number>>
