/** Baseline: D-UCB, upper confidence bounds over exponentially discounted outcomes (Garivier and Moulines, 2008). */
import type { PolicyMaker } from '../run/types.ts'
import { createCells } from './createCells.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import type { Scope } from './tuning.ts'

/** Every outcome discounts all arms by `decay`; bonus √(width · ln(N) ⁄ n), N the discounted count of all. */
export function createDUcb({
  scope,
  decay,
  width,
}: {
  readonly scope: Scope
  readonly decay: number
  readonly width: number
}): PolicyMaker {
  return {
    name: 'D-UCB',
    create: () => {
      const cell = createCells(scope, () => ({ won: 0, seen: 0, at: 0 }))
      let now = 0
      const touch = (order: { readonly corridor: number }, provider: number) => {
        const state = cell(order, provider)
        const factor = decay ** (now - state.at)
        state.won *= factor
        state.seen *= factor
        state.at = now
        return state
      }
      return {
        learn: (outcome) => {
          if (!isLesson(outcome)) return
          now += 1
          const state = touch(outcome.order, outcome.provider)
          state.seen += 1
          if (outcome.success) state.won += 1
        },
        rank: ({ order, eligible }) => {
          const log = Math.log((1 - decay ** now) / (1 - decay) + 1)
          return sortByScore(eligible, (provider) => {
            const { won, seen } = touch(order, provider)
            return seen < 0.05 ? 1 + width : won / seen + Math.sqrt((width * log) / seen)
          })
        },
      }
    },
  }
}
