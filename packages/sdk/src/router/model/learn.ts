/** The logistic layer: predicted log-odds of a row of values, and one step of learning from an outcome. */
import { featureIndex, features } from '../features.ts'
import { clamp, divFloor, isqrt, ONE_Q12, ONE_Q16, shift, toProbability } from '../integer.ts'
import { rules } from '../rules.ts'
import type { State, View } from './state.ts'
import { at } from './table.ts'

const WIDTH = features.length
/** Which features are summed and learned, and between what their weights may move. */
const learned = Float64Array.from(features, ({ enters }) => (enters === 'score' ? 1 : 0))
const lowest = Float64Array.from(features, ({ name, direction }) =>
  name === 'cellSuccess' ? 19_661 : direction === 'up' ? 0 : -rules.weightLimit,
)
const highest = Float64Array.from(features, ({ direction }) => (direction === 'down' ? 0 : rules.weightLimit))
const priors = Float64Array.from(features, ({ weight }) => weight)

/** ⌊Σ value × weight ⁄ 2^12⌋ over the learned features: log-odds, Q16. Every product is below 2^36, so the sum is exact. */
export function toScore({ weights }: State, values: Float64Array, start: number): number {
  let sum = 0
  for (let index = 0; index < WIDTH; index++) sum += (values[start + index] ?? 0) * (learned[index] ?? 0) * (weights[index] ?? 0)
  return Math.floor(sum / 4_096)
}

/** Learned features that are another for every order. */
const moving = [featureIndex.amountRatio, featureIndex.liquidity] as const
const settled = Float64Array.from(learned, (counts, index) => (moving.includes(index as (typeof moving)[number]) ? 0 : counts))

/**
 * Predicts a provider's rate for an order: the same as `toRate(toScore(…))` of its row with this amount ratio and thinness, and the rate's deviation. The larger part of the sum is
 * kept until the row or the weights change, the prediction until the rest of the sum does.
 */
export function predict({ weights, cache }: State, view: View, row: number, ratio: number, thin: number): void {
  const { values, sums, summed, rests, totals } = view
  const start = row * WIDTH
  const rest = ratio * at(weights, featureIndex.amountRatio) + thin * at(weights, featureIndex.liquidity)
  if (summed[row] === cache.weighed) {
    if (rests[row] === rest) return
  } else {
    let sum = 0
    for (let index = 0; index < WIDTH; index++) sum += at(values, start + index) * at(settled, index) * at(weights, index)
    sums[row] = sum
    summed[row] = cache.weighed
  }
  const rate = toRate(Math.floor((at(sums, row) + rest) / 4_096))
  rests[row] = rest
  view.predictions[row] = rate
  view.deviations[row] = isqrt(divFloor(shift(rate * (ONE_Q16 - rate), ONE_Q16) * 16_777_216, at(totals, row) + 12 * ONE_Q16))
}

/** The predicted rate (Q16) of log-odds (Q16). */
export const toRate = (score: number): number => toProbability(shift(score, 16))

/** AdaGrad: moves every weight against its share of the error, with a weight of the outcome (Q16), and keeps it in its bounds. */
export function learn(state: State, values: Float64Array, success: boolean, weight: number): void {
  const { weights, squares, cache } = state
  cache.weighed += 1
  const error = (success ? ONE_Q16 : 0) - toRate(toScore(state, values, 0))
  const scaled = shift(error * weight, ONE_Q16)
  for (let index = 0; index < WIDTH; index++) {
    const value = at(values, index)
    if (value === 0 || learned[index] === 0) continue
    const gradient = shift(scaled * value, ONE_Q16) // Q12
    if (gradient === 0) continue
    const square = Math.min(at(squares, index) + shift(gradient * gradient, ONE_Q12), 1_099_511_627_776)
    squares[index] = square
    const root = isqrt((square + rules.firstSquare) * ONE_Q12) // Q12
    const step = divFloor(rules.step * gradient + shift(root, 2), root) // Q16 × Q12 ⁄ Q12
    weights[index] = clamp(at(weights, index) + step, at(lowest, index), at(highest, index)) + 0
  }
}

/** Pulls the weights back towards their priors, so that what is never seen again fades. */
export function pullBack({ weights, cache }: State): void {
  cache.weighed += 1
  for (let index = 0; index < WIDTH; index++) {
    const way = at(priors, index) - at(weights, index)
    weights[index] = at(weights, index) + divFloor(way + shift(rules.pull, 2), rules.pull)
  }
}
