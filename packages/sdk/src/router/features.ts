/** The features of a candidate: the one table of what is looked at, where it comes from, what it is and which way it pulls. */

/** O = chain, P = measured by peers, G = said of itself (may only lower an own score), A = advisors, L = the rules, S = the order's seed. */
export type FeatureSource = 'O' | 'P' | 'G' | 'A' | 'L' | 'S'

/**
 * One row. Values are Q12 and clamped to `low`…`high` (in units, not Q12). Rows that enter the `score` are summed as
 * ⌊value × weight ⁄ 2^12⌋, log-odds Q16, with learned weights that start at `weight` (Q16) and keep the sign of `direction`. Rows that
 * enter the `key` are added to the predicted rate (Q16) with a fixed weight.
 */
export type Feature = {
  readonly name: string
  readonly source: FeatureSource
  readonly unit: string
  readonly low: number
  readonly high: number
  readonly direction: 'up' | 'down' | 'either'
  readonly enters: 'score' | 'key'
  readonly weight: number
  readonly formula: string
  /** Said of a candidate for which the feature pulls up, and down. */
  readonly good: string
  readonly bad: string
}

// biome-ignore format: one block a row
export const features = [
  {
    name: 'bias', source: 'L', unit: '1', low: 1, high: 1, direction: 'either', enters: 'score', weight: 0,
    formula: '1',
    good: 'baseline', bad: 'baseline',
  },
  {
    name: 'cellSuccess', source: 'O', unit: 'log-odds', low: -8, high: 8, direction: 'up', enters: 'score', weight: 65_536,
    formula: 'logit of the slow success rate in this corridor and amount band, shrunk to corridor, provider, network',
    good: 'pays reliably here', bad: 'often fails here',
  },
  {
    name: 'cellTrend', source: 'O', unit: 'log-odds', low: -8, high: 8, direction: 'up', enters: 'score', weight: 9_830,
    formula: 'logit of the fast rate in this corridor and band − cellSuccess',
    good: 'getting better lately', bad: 'getting worse lately',
  },
  {
    name: 'success24h', source: 'O', unit: 'log-odds', low: -8, high: 8, direction: 'up', enters: 'score', weight: 3_277,
    formula: 'logit of the success rate of about 24 h − logit of the provider’s slow rate',
    good: 'a good day', bad: 'a bad day',
  },
  {
    name: 'success7d', source: 'O', unit: 'log-odds', low: -8, high: 8, direction: 'up', enters: 'score', weight: 1_638,
    formula: 'logit of the success rate of about 7 d − logit of the provider’s slow rate',
    good: 'a good week', bad: 'a bad week',
  },
  {
    name: 'regionSuccess', source: 'O', unit: 'log-odds', low: -8, high: 8, direction: 'up', enters: 'score', weight: 1_638,
    formula: 'logit of the 24 h rate in the destination’s region, shrunk to the provider − logit of the provider’s slow rate',
    good: 'reliable in this region', bad: 'unreliable in this region',
  },
  {
    name: 'providerTrend', source: 'O', unit: 'log-odds', low: -8, high: 8, direction: 'up', enters: 'score', weight: 9_830,
    formula: 'logit of the fast rate everywhere − logit of the slow rate everywhere',
    good: 'getting better everywhere', bad: 'getting worse everywhere',
  },
  {
    name: 'uncertainty', source: 'O', unit: 'standard deviation of a rate', low: 0, high: 1, direction: 'down', enters: 'score', weight: -65_536,
    formula: '√(p(1 − p) ⁄ (n + 12)) of the slow rate of the cell',
    good: 'well known', bad: 'little is known',
  },
  {
    name: 'evidence', source: 'O', unit: 'log2 outcomes', low: 0, high: 12, direction: 'up', enters: 'score', weight: 328,
    formula: 'log2(1 + slow outcomes in the corridor)',
    good: 'much experience here', bad: 'little experience here',
  },
  {
    name: 'alarm', source: 'O', unit: 'probability', low: 0, high: 1, direction: 'down', enters: 'score', weight: -163_840,
    formula: 'posterior that it broke down: σ(CUSUM − 5), the worse of corridor and provider',
    good: 'no sign of a breakdown', bad: 'looks broken down',
  },
  {
    name: 'failures', source: 'O', unit: 'failures', low: 0, high: 8, direction: 'down', enters: 'score', weight: -3_277,
    formula: 'failures in a row in this corridor, at most 8',
    good: 'no recent failure', bad: 'failed in a row',
  },
  {
    name: 'sinceSuccess', source: 'O', unit: 'log2 epochs', low: 0, high: 16, direction: 'down', enters: 'score', weight: -328,
    formula: 'log2(1 + epochs since the last success or the registration)',
    good: 'succeeded recently', bad: 'no success for long',
  },
  {
    name: 'claimP50', source: 'O', unit: 'log2 seconds', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    formula: 'median from assignment to claim, against the network’s',
    good: 'claims fast', bad: 'claims slowly',
  },
  {
    name: 'claimP95', source: 'O', unit: 'log2 seconds', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    formula: '95th percentile from assignment to claim, against the network’s',
    good: 'always claims fast', bad: 'sometimes claims late',
  },
  {
    name: 'settleP50', source: 'O', unit: 'log2 seconds', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    formula: 'median from claim to settlement, against the network’s',
    good: 'pays fast', bad: 'pays slowly',
  },
  {
    name: 'settleP95', source: 'O', unit: 'log2 seconds', low: -8, high: 8, direction: 'down', enters: 'score', weight: -655,
    formula: '95th percentile from claim to settlement, against the network’s',
    good: 'always pays fast', bad: 'sometimes pays late',
  },
  {
    name: 'expired24h', source: 'O', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -16_384,
    formula: 'expired claims ⁄ (outcomes + 8), about 24 h',
    good: 'lets no claim expire', bad: 'lets claims expire',
  },
  {
    name: 'disputes30d', source: 'O', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -32_768,
    formula: 'disputed outcomes ⁄ (outcomes + 32), about 30 d',
    good: 'not disputed', bad: 'disputed',
  },
  {
    name: 'returns7d', source: 'O', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554,
    formula: 'orders given back ⁄ (outcomes + 16), about 7 d',
    good: 'keeps what it claims', bad: 'gives orders back',
  },
  {
    name: 'hourOffset', source: 'O', unit: 'rate', low: -1, high: 1, direction: 'up', enters: 'score', weight: 32_768,
    formula: 'mean of outcome − expected rate in this three-hour slot of the day (UTC)',
    good: 'good at this hour', bad: 'bad at this hour',
  },
  {
    name: 'inFlight', source: 'O', unit: 'share of capacity', low: 0, high: 4, direction: 'down', enters: 'score', weight: -19_661,
    formula: 'orders in flight ⁄ capacity',
    good: 'nothing in flight', bad: 'busy with other orders',
  },
  {
    name: 'notional', source: 'O', unit: 'share of stake', low: 0, high: 4, direction: 'down', enters: 'score', weight: -3_277,
    formula: 'amount in flight ⁄ (stake free + locked)',
    good: 'little at risk', bad: 'much at risk for its stake',
  },
  {
    name: 'pressure', source: 'O', unit: 'share of capacity', low: 0, high: 4, direction: 'down', enters: 'score', weight: -3_277,
    formula: '(orders in flight + arrivals of about 4 epochs ⁄ 4) ⁄ capacity',
    good: 'calm ahead', bad: 'a rush ahead',
  },
  {
    name: 'shadowPrice', source: 'O', unit: 'probability', low: 0, high: 1, direction: 'down', enters: 'key', weight: -65_536,
    formula: 'price of its scarce capacity: rises with load over 70 %, forgets in 8 epochs',
    good: 'not in demand', bad: 'in demand',
  },
  {
    name: 'stake', source: 'O', unit: 'log2 tokens', low: -16, high: 16, direction: 'up', enters: 'score', weight: 328,
    formula: 'log2 of free stake in tokens',
    good: 'much stake behind the claim', bad: 'little stake behind the claim',
  },
  {
    name: 'tenure', source: 'O', unit: 'log2 epochs', low: 0, high: 16, direction: 'up', enters: 'score', weight: 328,
    formula: 'log2(1 + epochs since registration)',
    good: 'long registered', bad: 'newly registered',
  },
  {
    name: 'payers', source: 'O', unit: 'log2 payers', low: 0, high: 8, direction: 'up', enters: 'score', weight: 655,
    formula: 'log2(1 + distinct payers in one to two weeks), by linear counting',
    good: 'many different payers', bad: 'few different payers',
  },
  {
    name: 'share24h', source: 'O', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -1_311,
    formula: 'its share of the network’s outcomes of about 24 h',
    good: 'leaves room for others', bad: 'has much of the traffic',
  },
  {
    name: 'amountRatio', source: 'O', unit: 'log2', low: 0, high: 8, direction: 'down', enters: 'score', weight: -3_277,
    formula: 'log2(amount ⁄ its median settled amount), 0 when smaller or unknown',
    good: 'a usual amount', bad: 'an unusually large amount',
  },
  {
    name: 'price', source: 'G', unit: 'percent', low: -16, high: 0, direction: 'up', enters: 'key', weight: 262,
    formula: '(rate − best eligible rate) ⁄ best eligible rate',
    good: 'best quote', bad: 'dearer than the best quote',
  },
  {
    name: 'tooCheap', source: 'G', unit: 'percent', low: 0, high: 16, direction: 'down', enters: 'score', weight: -3_277,
    formula: 'percent that its rate is better than the corridor’s median, over 1',
    good: 'a usual quote', bad: 'suspiciously cheap',
  },
  {
    name: 'probeFailed', source: 'P', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -98_304,
    formula: 'failed probes of the last bundle: median of ≥ 3 witnesses',
    good: 'peers reach it', bad: 'peers cannot reach it',
  },
  {
    name: 'probeFailed1h', source: 'P', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -16_384,
    formula: 'mean of probeFailed of about 1 h',
    good: 'was reachable lately', bad: 'was unreachable lately',
  },
  {
    name: 'rtt50', source: 'P', unit: 'log2 milliseconds', low: -12, high: 6, direction: 'down', enters: 'score', weight: -328,
    formula: 'log2(1 + median round trip) − log2(64), median of witnesses',
    good: 'near', bad: 'far',
  },
  {
    name: 'rtt95', source: 'P', unit: 'log2 milliseconds', low: -12, high: 6, direction: 'down', enters: 'score', weight: -328,
    formula: 'log2(1 + p95 round trip) − log2(64), median of witnesses',
    good: 'steady line', bad: 'unsteady line',
  },
  {
    name: 'uptime24h', source: 'P', unit: 'share', low: -1, high: 0, direction: 'up', enters: 'score', weight: 32_768,
    formula: 'share of bundles of about 24 h in which peers reached it − 1',
    good: 'always up', bad: 'was down today',
  },
  {
    name: 'reach', source: 'P', unit: 'share', low: -1, high: 0, direction: 'up', enters: 'score', weight: 16_384,
    formula: 'worst region’s share of probes that came through − 1',
    good: 'reached from everywhere', bad: 'not reached from everywhere',
  },
  {
    name: 'disagreement', source: 'P', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554,
    formula: 'median absolute deviation of the witnesses’ failure shares',
    good: 'witnesses agree', bad: 'witnesses disagree',
  },
  {
    name: 'load', source: 'G', unit: 'share', low: 0, high: 1, direction: 'down', enters: 'score', weight: -6_554,
    formula: 'load that it reports',
    good: 'reports no load', bad: 'reports load',
  },
  {
    name: 'liquidity', source: 'G', unit: 'powers of two', low: 0, high: 8, direction: 'down', enters: 'score', weight: -32_768,
    formula: '⌊log2 payout⌋ + 1 − liquidity bucket, 0 when it has enough',
    good: 'reports enough float', bad: 'reports thin float',
  },
  {
    name: 'advice', source: 'A', unit: 'share', low: -1, high: 1, direction: 'up', enters: 'score', weight: 6_554,
    formula: 'median of ≥ 3 advisors ⁄ 127',
    good: 'advisors like it', bad: 'advisors warn',
  },
  {
    name: 'adviceSpread', source: 'A', unit: 'share', low: 0, high: 2, direction: 'down', enters: 'score', weight: -3_277,
    formula: 'median absolute deviation of the advisors ⁄ 127',
    good: 'advisors agree', bad: 'advisors disagree',
  },
  {
    name: 'exploration', source: 'S', unit: 'probability', low: -1, high: 1, direction: 'either', enters: 'key', weight: 6_554,
    formula: 'deviation of the predicted rate × a normal draw seeded by the order’s block',
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
