/** Baseline: SW-UCB, upper confidence bounds over a sliding window of the last outcomes (Garivier and Moulines, 2008). */
import type { Outcome, PolicyMaker } from '../run/types.ts'
import { createCells } from './createCells.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import type { Scope } from './tuning.ts'

/** `window` outcomes of everybody together; bonus √(width · ln(window) ⁄ n). */
export function createSwUcb({
  scope,
  window,
  width,
}: {
  readonly scope: Scope
  readonly window: number
  readonly width: number
}): PolicyMaker {
  return {
    name: 'SW-UCB',
    create: () => {
      const cell = createCells(scope, () => ({ won: 0, seen: 0 }))
      const recent: Outcome[] = []
      let oldest = 0
      const count = ({ order, provider, success }: Outcome, by: 1 | -1) => {
        const state = cell(order, provider)
        state.seen += by
        if (success) state.won += by
      }
      return {
        learn: (outcome) => {
          if (!isLesson(outcome)) return
          recent.push(outcome)
          count(outcome, 1)
          const gone = recent.length - oldest > window ? recent[oldest++] : undefined
          if (gone) count(gone, -1)
        },
        rank: ({ order, eligible }) => {
          const log = Math.log(Math.min(window, recent.length) + 1)
          return sortByScore(eligible, (provider) => {
            const { won, seen } = cell(order, provider)
            return seen === 0 ? 1 + width : won / seen + Math.sqrt((width * log) / seen)
          })
        },
      }
    },
  }
}
