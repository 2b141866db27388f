/** The features of a candidate: the one table of what is looked at, where it comes from, what it is and which way it pulls. */

/** O = chain, P = measured by peers, G = said of itself (may only lower an own score), A = advisors, L = the rules, S = the order's seed. */
export type FeatureSource = 'O' | 'P' | 'G' | 'A' | 'L' | 'S'

/**
 * One row. Values are Q12 and clamped to `low`…`high` (in units, not Q12); units and formulas stand in `featureTexts.ts`. Rows that enter the `score` are summed as
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
  /** Said of a candidate for which the feature pulls up, and down. */
  readonly good: string
  readonly bad: string
}

// biome-ignore format: one block a row
export const features = [
  {
    name: 'bias', source: 'L', low: 1, high: 1, direction: 'either', enters: 'score', weight: 0,
    good: 'baseline', bad: 'baseline',
  },
  {
    name: 'cellSuccess', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 65_536,
    good: 'pays reliably here', bad: 'often fails here',
  },
  {
    name: 'cellTrend', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 9_830,
    good: 'getting better lately', bad: 'getting worse lately',
  },
  {
    name: 'success24h', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 3_277,
    good: 'a good day', bad: 'a bad day',
  },
  {
    name: 'success7d', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 1_638,
    good: 'a good week', bad: 'a bad week',
  },
  {
    name: 'regionSuccess', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 1_638,
    good: 'reliable in this region', bad: 'unreliable in this region',
  },
  {
    name: 'providerTrend', source: 'O', low: -8, high: 8, direction: 'up', enters: 'score', weight: 9_830,
    good: 'getting better everywhere', bad: 'getting worse everywhere',
  },
  {
    name: 'uncertainty', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -65_536,
    good: 'well known', bad: 'little is known',
  },
  {
    name: 'evidence', source: 'O', low: 0, high: 12, direction: 'up', enters: 'score', weight: 328,
    good: 'much experience here', bad: 'little experience here',
  },
  {
    name: 'alarm', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -163_840,
    good: 'no sign of a breakdown', bad: 'looks broken down',
  },
  {
    name: 'failures', source: 'O', low: 0, high: 8, direction: 'down', enters: 'score', weight: -3_277,
    good: 'no recent failure', bad: 'failed in a row',
  },
  {
    name: 'sinceSuccess', source: 'O', low: 0, high: 16, direction: 'down', enters: 'score', weight: -328,
    good: 'succeeded recently', bad: 'no success for long',
  },
  {
    name: 'claimP50', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    good: 'claims fast', bad: 'claims slowly',
  },
  {
    name: 'claimP95', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    good: 'always claims fast', bad: 'sometimes claims late',
  },
  {
    name: 'settleP50', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    good: 'pays fast', bad: 'pays slowly',
  },
  {
    name: 'settleP95', source: 'O', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    good: 'always pays fast', bad: 'sometimes pays late',
  },
  {
    name: 'expired24h', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -16_384,
    good: 'lets no claim expire', bad: 'lets claims expire',
  },
  {
    name: 'disputes30d', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -32_768,
    good: 'not disputed', bad: 'disputed',
  },
  {
    name: 'returns7d', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554,
    good: 'keeps what it claims', bad: 'gives orders back',
  },
  {
    name: 'hourOffset', source: 'O', low: -1, high: 1, direction: 'up', enters: 'score', weight: 32_768,
    good: 'good at this hour', bad: 'bad at this hour',
  },
  {
    name: 'inFlight', source: 'O', low: 0, high: 4, direction: 'down', enters: 'score', weight: -600_000,
    good: 'has room', bad: 'busy with other orders',
  },
  {
    name: 'notional', source: 'O', low: 0, high: 4, direction: 'down', enters: 'score', weight: -3_277,
    good: 'little at risk', bad: 'much at risk for its stake',
  },
  {
    name: 'pressure', source: 'O', low: 0, high: 4, direction: 'down', enters: 'score', weight: -328,
    good: 'calm ahead', bad: 'a rush ahead',
  },
  {
    name: 'shadowPrice', source: 'O', low: 0, high: 1, direction: 'down', enters: 'key', weight: -65_536,
    good: 'not in demand', bad: 'in demand',
  },
  {
    name: 'stake', source: 'O', low: -16, high: 16, direction: 'up', enters: 'score', weight: 328,
    good: 'much stake behind the claim', bad: 'little stake behind the claim',
  },
  {
    name: 'tenure', source: 'O', low: 0, high: 16, direction: 'up', enters: 'score', weight: 328,
    good: 'long registered', bad: 'newly registered',
  },
  {
    name: 'payers', source: 'O', low: 0, high: 8, direction: 'up', enters: 'score', weight: 655,
    good: 'many different payers', bad: 'few different payers',
  },
  {
    name: 'share24h', source: 'O', low: 0, high: 1, direction: 'down', enters: 'score', weight: -1_311,
    good: 'leaves room for others', bad: 'has much of the traffic',
  },
  {
    name: 'amountRatio', source: 'O', low: 0, high: 8, direction: 'down', enters: 'score', weight: -3_277,
    good: 'a usual amount', bad: 'an unusually large amount',
  },
  {
    name: 'price', source: 'G', low: -16, high: 0, direction: 'up', enters: 'key', weight: 262,
    good: 'best quote', bad: 'dearer than the best quote',
  },
  {
    name: 'tooCheap', source: 'G', low: 0, high: 16, direction: 'down', enters: 'score', weight: -3_277,
    good: 'a usual quote', bad: 'suspiciously cheap',
  },
  {
    name: 'probeFailed', source: 'P', low: 0, high: 1, direction: 'down', enters: 'score', weight: -98_304,
    good: 'peers reach it', bad: 'peers cannot reach it',
  },
  {
    name: 'probeFailed1h', source: 'P', low: 0, high: 1, direction: 'down', enters: 'score', weight: -16_384,
    good: 'was reachable lately', bad: 'was unreachable lately',
  },
  {
    name: 'rtt50', source: 'P', low: -12, high: 6, direction: 'down', enters: 'score', weight: -328,
    good: 'near', bad: 'far',
  },
  {
    name: 'rtt95', source: 'P', low: -12, high: 6, direction: 'down', enters: 'score', weight: -328,
    good: 'steady line', bad: 'unsteady line',
  },
  {
    name: 'uptime24h', source: 'P', low: -1, high: 0, direction: 'up', enters: 'score', weight: 32_768,
    good: 'always up', bad: 'was down today',
  },
  {
    name: 'reach', source: 'P', low: -1, high: 0, direction: 'up', enters: 'score', weight: 16_384,
    good: 'reached from everywhere', bad: 'not reached from everywhere',
  },
  {
    name: 'disagreement', source: 'P', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554,
    good: 'witnesses agree', bad: 'witnesses disagree',
  },
  {
    name: 'load', source: 'G', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554,
    good: 'reports no load', bad: 'reports load',
  },
  {
    name: 'liquidity', source: 'G', low: 0, high: 8, direction: 'down', enters: 'score', weight: -32_768,
    good: 'reports enough float', bad: 'reports thin float',
  },
  {
    name: 'advice', source: 'A', low: -1, high: 1, direction: 'up', enters: 'score', weight: 6_554,
    good: 'advisors like it', bad: 'advisors warn',
  },
  {
    name: 'adviceSpread', source: 'A', low: 0, high: 2, direction: 'down', enters: 'score', weight: -3_277,
    good: 'advisors agree', bad: 'advisors disagree',
  },
  {
    name: 'exploration', source: 'S', low: -1, high: 1, direction: 'either', enters: 'key', weight: 6_554,
    good: 'tried by lot', bad: 'passed over by lot',
  },
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
