/** The features of a candidate: one typed table of what is looked at, where it comes from and which way it pulls. */

/** O = chain outcomes and state, G = self-reported (may only lower an own score but for the signed quote), S = seeded by the order's block. */
export type FeatureSource = 'O' | 'G' | 'S'

/** One row of the table. Values are Q12, weights Q16; the score is Σ ⌊value × weight ⁄ 2^12⌋, log-odds in Q16. */
export type Feature = {
  readonly name: string
  readonly source: FeatureSource
  readonly unit: string
  readonly direction: 'up' | 'down' | 'either'
  readonly weight: number
  /** Said of a candidate for which the feature pulls up, and down. */
  readonly good: string
  readonly bad: string
}

export const features = [
  {
    name: 'successSlow',
    source: 'O',
    unit: 'log-odds',
    direction: 'up',
    weight: 65_536,
    good: 'pays reliably in this corridor',
    bad: 'often fails in this corridor',
  },
  {
    name: 'trend',
    source: 'O',
    unit: 'log-odds',
    direction: 'up',
    weight: 45_875,
    good: 'getting better lately',
    bad: 'getting worse lately',
  },
  {
    name: 'successOverall',
    source: 'O',
    unit: 'log-odds',
    direction: 'up',
    weight: 19_661,
    good: 'pays reliably elsewhere',
    bad: 'fails elsewhere',
  },
  {
    name: 'exploration',
    source: 'S',
    unit: 'log-odds, one posterior deviation × a seeded normal draw',
    direction: 'either',
    weight: 13_107,
    good: 'little is known, tried by lot',
    bad: 'little is known, passed over by lot',
  },
  {
    name: 'quote',
    source: 'G',
    unit: 'percent behind the best quote',
    direction: 'up',
    weight: 19_661,
    good: 'best quote',
    bad: 'dearer than the best quote',
  },
  {
    name: 'stake',
    source: 'O',
    unit: 'log2 of free stake over bond, at most 8',
    direction: 'up',
    weight: 3_277,
    good: 'much stake behind the claim',
    bad: 'little stake behind the claim',
  },
  {
    name: 'inFlight',
    source: 'O',
    unit: 'share of capacity',
    direction: 'down',
    weight: -39_322,
    good: 'nothing in flight',
    bad: 'busy with other orders',
  },
  { name: 'load', source: 'G', unit: 'share', direction: 'down', weight: -19_661, good: 'reports no load', bad: 'reports load' },
  {
    name: 'liquidity',
    source: 'G',
    unit: 'missing powers of two, at most 8',
    direction: 'down',
    weight: -32_768,
    good: 'reports enough float',
    bad: 'reports thin float',
  },
  {
    name: 'consecutiveFailures',
    source: 'O',
    unit: 'failures, at most 8',
    direction: 'down',
    weight: -26_214,
    good: 'no recent failure',
    bad: 'failed in a row',
  },
] as const satisfies readonly Feature[]

export type FeatureName = (typeof features)[number]['name']
