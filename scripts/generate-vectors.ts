/** Writes the router's vectors anew, after a change of its rules: golden streams, and rankings with all that the specification needs. */
import { writeFileSync } from 'node:fs'
import { createGoldenState, goldenOrder, runGolden } from '../packages/sdk/src/router/golden.ts'
import { rankProviders } from '../packages/sdk/src/router/rank.ts'
import { rulesetHash } from '../packages/sdk/src/router/ruleset.ts'

const specs = [
  { seed: 1, events: 4_000, providers: 3, every: 100 },
  { seed: 2, events: 4_000, providers: 20, every: 200 },
  { seed: 3, events: 6_000, providers: 40, every: 500 },
  { seed: 4, events: 3_000, providers: 150, every: 500 },
]
const streams = specs.map((spec) => ({ spec, expected: runGolden(spec) }))
writeFileSync(
  new URL('../packages/sdk/src/router/vectors/golden.json', import.meta.url),
  `${JSON.stringify({ ruleset: rulesetHash, streams }, undefined, 1)}\n`,
)

const state = createGoldenState({ seed: 5, events: 5_000, providers: 30, every: 5_000 })
const rankings = Array.from({ length: 12 }, (_, index) => {
  const order = goldenOrder(index)
  const { ranked } = rankProviders(state, order)
  const totals = state.cache.views.get(order.corridor)?.[index % 3]?.totals
  return {
    orderId: order.orderId,
    seed: order.seed,
    ranked: ranked.map(({ provider, score, rate, features, gate, explored }) => ({
      provider,
      outcomes: totals?.[state.indexes.get(provider.toLowerCase()) ?? 0] ?? 0,
      values: features.map(({ value }) => value),
      weights: features.map(({ weight }) => weight),
      gate: gate ?? null,
      explored: explored ?? false,
      rate,
      score,
    })),
  }
})
writeFileSync(
  new URL('../packages/sdk/src/router/vectors/rankings.json', import.meta.url),
  `${JSON.stringify({ ruleset: rulesetHash, rankings })}\n`,
)
