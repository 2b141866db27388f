/** Baseline: Thompson sampling from Beta posteriors over discounted outcomes. */
import { createRandom, type Random } from '../random.ts'
import type { PolicyMaker } from '../run/types.ts'
import { createCells } from './createCells.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import type { Scope } from './tuning.ts'

/** Beta(1 + won, 1 + lost); a cell's counts decay by `decay` with each of its own outcomes. */
export function createDTs({ scope, decay }: { readonly scope: Scope; readonly decay: number }): PolicyMaker {
  return {
    name: 'D-TS',
    create: ({ world }) => {
      const cell = createCells(scope, () => ({ won: 0, lost: 0 }))
      const random = createRandom(world.seed, 'D-TS')
      return {
        learn: (outcome) => {
          if (!isLesson(outcome)) return
          const state = cell(outcome.order, outcome.provider)
          state.won = state.won * decay + (outcome.success ? 1 : 0)
          state.lost = state.lost * decay + (outcome.success ? 0 : 1)
        },
        rank: ({ order, eligible }) =>
          sortByScore(eligible, (provider) => {
            const { won, lost } = cell(order, provider)
            return drawBeta(random, 1 + won, 1 + lost)
          }),
      }
    },
  }
}

/** Two gammas. */
function drawBeta(random: Random, a: number, b: number): number {
  const x = drawGamma(random, a)
  return x / (x + drawGamma(random, b))
}

/** Marsaglia and Tsang's method for shapes of at least 1. */
function drawGamma(random: Random, shape: number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
