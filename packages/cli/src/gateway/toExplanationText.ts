/** Why an order's providers were ranked as they were, for a person: reasons first, then every feature's share of the score. */
import { toTable } from '../output/text.ts'
import type { Explanation } from './schemas.ts'

const Q16 = 65_536

/** Renders an explanation. Numbers are log-odds: +0.69 doubles the odds of success. */
export function toExplanationText({ orderId, corridor, explanation }: Explanation): string {
  const { digest, bundleDigest, providers, features, excluded } = explanation
  const names = features[0]?.features.map(({ name }) => name) ?? []
  const rows = names.map((name) => [
    name,
    ...features.map((entry) => toSigned(entry.features.find((feature) => feature.name === name)?.contribution ?? 0)),
  ])
  const out = excluded.map(({ provider, reason }) => `–  ${provider}  not eligible: ${reason}`)
  return [
    `Order ${orderId} (${corridor})`,
    `ranked on inputs ${digest}`,
    `with reports     ${bundleDigest}`,
    ...(providers.length === 0 ? ['Nobody was eligible.'] : []),
    ...providers.flatMap((entry, index) => [
      `${index + 1}. ${entry.provider}  score ${toSigned(entry.score)}${entry.gate ? `  behind everybody else: ${entry.gate}` : ''}`,
      ...entry.for.map((reason) => `     + ${reason}`),
      ...entry.against.map((reason) => `     − ${reason}`),
    ]),
    ...out,
    ...(rows.length > 0 ? ['', toTable(['adds to the score', ...features.map(({ provider }) => provider.slice(0, 8))], rows)] : []),
  ].join('\n')
}

function toSigned(value: number): string {
  return `${value < 0 ? '−' : '+'}${(Math.abs(value) / Q16).toFixed(2)}`
}
