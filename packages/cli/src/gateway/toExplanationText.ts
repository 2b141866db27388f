/** An explained ranking as a person reads it: who stood where, with the strongest reasons each way, and who was left out. */
import type { Explanation } from './schemas.ts'

const Q16 = 65_536

/** The table of `orders explain`. The features behind it, value by value, are in `--json`. */
export function toExplanationText({ orderId, corridor, explanation }: Explanation): string {
  const { digest, providers, excluded } = explanation
  const lines = providers.flatMap(({ provider, score, for: good, against: bad, gate }, position) => [
    `${position + 1}. ${provider}  score ${(score / Q16).toFixed(2)}${gate ? `  behind everybody else: ${gate}` : ''}`,
    ...good.map((reason) => `     + ${reason}`),
    ...bad.map((reason) => `     − ${reason}`),
  ])
  const out = excluded.map(({ provider, reason }) => `–  ${provider}  not eligible: ${reason}`)
  const nobody = providers.length === 0 ? ['Nobody was eligible.'] : []
  return [`Order ${orderId}, ${corridor}`, `ranked on the inputs with digest ${digest}`, ...nobody, ...lines, ...out].join('\n')
}
