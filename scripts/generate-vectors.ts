/** Writes the router's golden vectors anew, after a change of its rules. */
import { writeFileSync } from 'node:fs'
import { runGolden } from '../packages/sdk/src/router/golden.ts'
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
