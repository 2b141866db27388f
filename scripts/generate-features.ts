/** Writes docs/routing-features.md from the router's table of features; `--check` fails when the page is not what the table says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { features } from '../packages/sdk/src/router/features.ts'
import { featureTexts } from '../packages/sdk/src/router/featureTexts.ts'

const page = new URL('../docs/routing-features.md', import.meta.url)

const sources = {
  O: 'chain: outcomes and accounts',
  P: 'measured by peers, through the agreed bundle',
  G: 'said by the provider of itself, through the agreed bundle; can only lower its own score, but for the quote',
  A: 'advisors, through the agreed bundle',
  L: 'the rules',
  S: "drawn with the order's seed",
} as const

/** The page as the table has it. */
export function toFeaturePage(): string {
  const rows = features.map(({ name, source, low, high, direction, enters, weight }, index) =>
    [
      index,
      `\`${name}\``,
      source,
      featureTexts[name].unit,
      `${low} … ${high}`,
      featureTexts[name].formula,
      direction,
      enters,
      (weight / 65_536).toFixed(3),
    ].join(' | '),
  )
  return `# What the router looks at

Generated from [features.ts](../packages/sdk/src/router/features.ts) and [featureTexts.ts](../packages/sdk/src/router/featureTexts.ts) by \`npm run generate:features\`; a test compares the two. How values become a rank is in [routing.md](routing.md).

Sources: ${Object.entries(sources)
    .map(([letter, text]) => `**${letter}** ${text}`)
    .join('; ')}.

Values are Q12 (4096 = one unit) and stay in the range. A feature that *enters* the \`score\` adds value × weight to the predicted log-odds; its weight starts as shown, is learned, and keeps the sign of its direction. One that enters the \`key\` adds to the predicted rate, with the weight fixed. What is missing is 0, which adds nothing and teaches nothing.

| # | feature | source | unit | range | what it is | better | enters | first weight |
|---|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}

Beside these the maintenance flag (G) excludes, and the gates \`load\`, \`maintenance\`, \`breaker\`, \`probes\` and \`failedThisOrder\` move a provider to the tail.
`
}

/** Whether the committed page is what the table says. */
export const isFeaturePageCurrent = (): boolean => readFileSync(page, 'utf8') === toFeaturePage()

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(page, toFeaturePage())
  else if (!isFeaturePageCurrent()) {
    console.error('docs/routing-features.md is not what features.ts says: npm run generate:features')
    process.exitCode = 1
  }
}
