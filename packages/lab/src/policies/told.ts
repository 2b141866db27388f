/**
 * A yardstick for learning from outcomes: a Bayesian learner that is told from which distributions the world drew its providers, which nobody is
 * told who runs a network. It is told of no outage, slump, crowd or attack. No baseline and no bound: its spells are guessed as drift, its draws are a rule of thumb.
 */
import { createRandom } from '../random.ts'
import type { PolicyMaker } from '../run/types.ts'
import type { World, WorldOrder } from '../world/types.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import { withGates } from './withGates.ts'

/** Share of a posterior deviation that a draw adds: between greedy (0) and Thompson sampling (1); the best of four on other seeds than the reported. */
const BOLDNESS = 0.3

/** Log-odds of a provider: base and drift, by corridor, by band. Normal, with the whole covariance. */
type Belief = { readonly mean: Float64Array; readonly covariance: readonly Float64Array[]; epoch: number }

const learner: PolicyMaker = {
  name: 'told',
  create: ({ world }) => {
    const { base, drift } = world.rules
    const random = createRandom(world.seed, 'told')
    const most = base.provider ** 2 + drift.deviation ** 2
    const wander = drift.deviation ** 2 * drift.pull * (2 - drift.pull)
    const beliefs = world.providers.map(() => toPrior(world, most))
    let now = 0
    const age = (belief: Belief) => {
      const first = belief.covariance[0] as Float64Array // a belief has a dimension at least
      first[0] = Math.min(most, (first[0] ?? 0) + (now - belief.epoch) * wander)
      belief.epoch = now
      return belief
    }
    return {
      learn: (outcome) => {
        const belief = beliefs[outcome.provider]
        if (belief && isLesson(outcome)) update(age(belief), toPlaces(world, outcome.order), outcome.success)
      },
      rank: ({ order, epoch, eligible }) => {
        now = epoch
        const places = toPlaces(world, order)
        return sortByScore(eligible, (provider) => {
          const belief = beliefs[provider]
          if (!belief) return 0
          const { mean, variance } = look(age(belief), places)
          return mean + BOLDNESS * Math.sqrt(variance) * random.normal()
        })
      },
    }
  },
}

export const told: PolicyMaker = { ...withGates(learner), name: 'told learner' }

function toPrior({ corridors, bands, rules: { base } }: World, most: number): Belief {
  const variances = [most, ...corridors.map(() => base.corridor ** 2), ...Array.from({ length: bands }, () => base.band ** 2)]
  return {
    mean: Float64Array.from(variances, (_, place) => (place === 0 ? base.mean : 0)),
    covariance: variances.map((variance, row) => Float64Array.from(variances, (_, place) => (place === row ? variance : 0))),
    epoch: 0,
  }
}

/** Where an order's base, corridor and band stand. */
const toPlaces = ({ corridors }: World, { corridor, band }: WorldOrder) => [0, 1 + corridor, 1 + corridors.length + band] as const

function look({ mean, covariance }: Belief, places: readonly number[]): { readonly mean: number; readonly variance: number } {
  const sum = (values: ArrayLike<number> | undefined) => places.reduce((total, place) => total + (values?.[place] ?? 0), 0)
  return {
    mean: sum(mean),
    variance: Math.max(
      0,
      places.reduce((total, row) => total + sum(covariance[row]), 0),
    ),
  }
}

/** One step of Laplace's approximation; the chance is the mean of the logistic under the belief, by MacKay's approximation. */
function update(belief: Belief, places: readonly number[], success: boolean): void {
  const { mean, variance } = look(belief, places)
  const chance = 1 / (1 + Math.exp(-mean / Math.sqrt(1 + (Math.PI * variance) / 8)))
  const weight = chance * (1 - chance)
  const gain = belief.covariance.map((row) => places.reduce((total, place) => total + (row[place] ?? 0), 0))
  const scale = 1 / (1 + weight * variance)
  for (const [row, values] of belief.covariance.entries()) {
    for (const place of values.keys()) values[place] = (values[place] ?? 0) - weight * scale * (gain[row] ?? 0) * (gain[place] ?? 0)
    belief.mean[row] = (belief.mean[row] ?? 0) + (gain[row] ?? 0) * scale * ((success ? 1 : 0) - chance)
  }
}
