/** A ranking in words: for every provider the strongest reasons for and against. */
import type { Address } from 'viem'
import { featureWords } from './featureWords.ts'
import { divFloor, ONE_Q16 } from './integer.ts'
import type { Gate, Placing } from './types.ts'

/** One provider of a ranking, explained. `score` is the rank key and `rate` the predicted success rate, Q16. */
export type Explanation = {
  readonly provider: Address
  readonly position: number
  readonly score: number
  readonly rate: number
  readonly for: readonly string[]
  readonly against: readonly string[]
  readonly gate?: Gate | undefined
  readonly explored?: true | undefined
}

/** At most three reasons each way, strongest first, with what each adds to the score. */
export function explainRanking(ranking: Placing): readonly Explanation[] {
  return ranking.ranked.map(({ provider, score, rate, features: values, gate, explored }, position) => {
    const reasons = values.filter(({ name }) => name !== 'bias')
    const pick = (sign: 1 | -1) =>
      reasons
        .filter(({ contribution }) => contribution * sign > 0)
        .sort((left, right) => sign * (right.contribution - left.contribution))
        .slice(0, 3)
        .map(({ name, contribution }) => `${featureWords[name][sign > 0 ? 'good' : 'bad']} (${toText(contribution)})`)
    return { provider, position, score, rate, for: pick(1), against: pick(-1), gate, ...(explored && { explored }) }
  })
}

/** Q16 → a signed decimal with two places, by integers alone. */
function toText(value: number): string {
  const hundredths = divFloor(Math.abs(value) * 100 + 32_768, ONE_Q16)
  const whole = divFloor(hundredths, 100)
  return `${value < 0 ? '−' : '+'}${whole}.${String(hundredths % 100).padStart(2, '0')}`
}
