/** The rules' numbers: every hyper-parameter in one literal, covered by `rulesetHash`. Rates are Q16, log-odds Q12, ages in epochs. */

export const rules = {
  /** Raised with every change of code that the numbers and tables do not show. */
  version: 'paynode-router-6',
  /** Before anything is known nine of ten payouts succeed. */
  prior: 58_982,
  /** Per outcome the fast counters keep 31⁄32, the slow ones 1023⁄1024; per epoch without news 31⁄32 and 4095⁄4096. */
  fastOutcomes: 32,
  slowOutcomes: 1_024,
  fastEpochs: 32,
  slowEpochs: 4_096,
  /** Imagined outcomes that a level borrows from the level above, by time scale. */
  shrink: { fast: 10, corridor: 60, cell: 100, provider: 20, base: 20, day: 12, week: 24, region: 12 },
  /** Upper bounds (micro-tokens, exclusive) of the amount bands but the last. */
  bands: [33_554_432, 268_435_456, 2_147_483_648],
  /** Change detector: a broken provider is taken to succeed with log-odds lower by `shift`; posterior = σ(sum − doubt). */
  alarm: { shift: 10_240, doubt: 20_480, limit: 32_768, epochs: 16 },
  /** Least weight with which an outcome reaches the slow counters while an alarm explains it (Q16). */
  leastWeight: 8_192,
  /** Weight of an outcome of a period in which peers saw the provider down (Q16). */
  explained: 4_096,
  /** Outcomes of one payer bucket, provider and epoch that count in full; the weight of the others and of pinned ones (Q16). */
  payerCap: 8,
  capped: 8_192,
  /** Learning: step (Q16), first sum of squared gradients (Q12), every how many outcomes the weights are pulled back, by (÷). */
  step: 200,
  firstSquare: 131_072,
  pullEvery: 64,
  pull: 1_024,
  weightLimit: 1_048_576,
  /** Exploration: a provider without an attempt in `idle` orders (and `perProvider` × providers) is due; newcomers after `newcomerIdle`. */
  explore: { idle: 200, perProvider: 16, newcomerIdle: 25, newcomer: 16, share: 512, newcomerShare: 1_024, hopeless: 16 },
  /** Share of capacity (Q12) from which on load costs score; an attempt that took the last free place or more teaches as little as an explained one. */
  knee: 3_277,
  /** How fast the shadow price follows load above the target (Q16), and forgets. */
  shadow: { target: 45_875, step: 64, limit: 6_554, epochs: 8 },
  /** Gates: percent of capacity that closes and opens it again; failures that open the breaker, epochs it stays open; probe failure that opens and closes it (Q12). */
  gates: { loadPercent: 100, calmPercent: 95, failures: 5, epochs: 5, probeOpen: 2_457, probeClose: 819 },
  /** Epochs for which a bundle's statements stand; witnesses and advisors that make a quorum. */
  bundleLife: 3,
  quorum: 3,
  /** What a provider must have at stake (micro-tokens, free and locked) to be heard about others. */
  witnessStake: 100_000_000,
  /** Epochs after which an attempt without an outcome is forgotten. */
  lost: 512,
  /** Quantile trackers: step of the log2 seconds (Q12). */
  quantileStep: 512,
} as const
