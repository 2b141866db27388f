/** Baseline: the way Lightning's daemon estimates a hop: a failure halves trust and trust comes back with a half-life in time. */

import type { PolicyMaker } from '../run/types.ts'
import { EPOCH_SECONDS } from '../world/types.ts'
import { createCells } from './createCells.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import type { Scope } from './tuning.ts'

/**
 * A provider's estimate is the average of `prior` and its own results, each weighted by its age with a half-life; the last
 * failure suppresses it until it, too, has aged. `weight` is how much the own results count against the prior.
 */
export function createLnd({
  scope,
  prior,
  halfLifeEpochs,
  weight,
}: {
  readonly scope: Scope
  readonly prior: number
  readonly halfLifeEpochs: number
  readonly weight: number
}): PolicyMaker {
  const halfLife = halfLifeEpochs * EPOCH_SECONDS
  return {
    name: 'LND half-life',
    create: () => {
      const cell = createCells(scope, () => ({ won: 0, seen: 0, at: 0, failedAt: Number.NEGATIVE_INFINITY }))
      const age = (state: { won: number; seen: number; at: number }, now: number) => {
        const factor = 2 ** (-Math.max(0, now - state.at) / halfLife)
        state.won *= factor
        state.seen *= factor
        state.at = Math.max(now, state.at)
      }
      return {
        learn: (outcome) => {
          if (!isLesson(outcome)) return
          const state = cell(outcome.order, outcome.provider)
          age(state, outcome.finishedAt)
          state.seen += 1
          if (outcome.success) state.won += 1
          else state.failedAt = outcome.finishedAt
        },
        rank: ({ order, eligible }) =>
          sortByScore(eligible, (provider) => {
            const state = cell(order, provider)
            age(state, order.at)
            const estimate = (state.won + (1 - weight) * prior) / (state.seen + (1 - weight))
            const suppressed = 2 ** (-(order.at - state.failedAt) / halfLife)
            return state.seen === 0 ? prior : estimate * (1 - weight * 0.05 * suppressed)
          }),
      }
    },
  }
}
