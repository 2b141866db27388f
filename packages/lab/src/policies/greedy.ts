/** Baseline: the highest success rate so far. */
import type { PolicyMaker } from '../run/types.ts'
import { createCells } from './createCells.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import type { Scope } from './tuning.ts'

/** Cumulative rate with one imagined success in one, so that everybody is tried once. */
export function createGreedy({ scope }: { readonly scope: Scope }): PolicyMaker {
  return {
    name: 'greedy',
    create: () => {
      const cell = createCells(scope, () => ({ won: 1, seen: 1 }))
      return {
        learn: (outcome) => {
          if (!isLesson(outcome)) return
          const state = cell(outcome.order, outcome.provider)
          state.seen += 1
          if (outcome.success) state.won += 1
        },
        rank: ({ order, eligible }) =>
          sortByScore(eligible, (provider) => {
            const { won, seen } = cell(order, provider)
            return won / seen
          }),
      }
    },
  }
}
