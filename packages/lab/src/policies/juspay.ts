/** Baseline: the success-rate selection that Juspay documents as SRv3, rebuilt from its description: queues of outcomes, reset lift, hedging. */
import { createRandom } from '../random.ts'
import type { PolicyMaker, Sight } from '../run/types.ts'
import { createCells } from './createCells.ts'
import { isLesson } from './isLesson.ts'
import { sortByScore } from './sortByScore.ts'
import type { Scope } from './tuning.ts'

/** The last outcomes, oldest first in the ring; all successes at the start. */
type Queue = { readonly outcomes: Uint8Array; at: number; won: number }

/** `queue` outcomes per key; with probability `hedge` the leader steps back and the others draw lots. */
export function createJuspay({
  scope,
  queue,
  hedge,
}: {
  readonly scope: Scope
  readonly queue: number
  readonly hedge: number
}): PolicyMaker {
  return {
    name: 'Juspay SRv3',
    create: ({ world }) => {
      const cell = createCells(scope, (): Queue => ({ outcomes: new Uint8Array(queue).fill(1), at: 0, won: queue }))
      const random = createRandom(world.seed, 'SRv3')
      return {
        learn: (outcome) => {
          if (!isLesson(outcome)) return
          const state = cell(outcome.order, outcome.provider)
          state.won += (outcome.success ? 1 : 0) - (state.outcomes[state.at] ?? 0)
          state.outcomes[state.at] = outcome.success ? 1 : 0
          state.at = (state.at + 1) % queue
        },
        rank: ({ order, eligible }) => {
          lift(eligible.map((provider) => cell(order, provider)))
          const ranked = sortByScore(shuffle(eligible), (provider) => cell(order, provider).won / queue)
          if (ranked.length < 2 || !random.chance(hedge)) return ranked
          const other = 1 + random.below(ranked.length - 1)
          return [ranked[other] ?? 0, ...ranked.filter((_, index) => index !== other)]
        },
      }

      /** A score more than three deviations below the best is put back to just below it, so that it can recover. */
      function lift(queues: readonly Queue[]): void {
        const best = Math.max(0, ...queues.map(({ won }) => won / queue))
        const deviation = Math.sqrt(Math.max(best * (1 - best), 0.09) / queue)
        const zeros = Math.min(queue, Math.max(2, Math.floor((1 - best + 3 * deviation) * queue)))
        for (const state of queues) {
          if (state.won / queue >= best - 3 * deviation) continue
          for (let index = 0; index < queue; index++) {
            const isZero = Math.floor(((index + 1) * zeros) / queue) > Math.floor((index * zeros) / queue)
            state.outcomes[index] = isZero ? 0 : 1
          }
          state.won = queue - zeros
        }
      }

      /** Equal scores, common at the start, are broken by lot. */
      function shuffle(providers: Sight['eligible']): readonly number[] {
        const mixed = [...providers]
        for (let index = mixed.length - 1; index > 0; index--) {
          const other = random.below(index + 1)
          const [a, b] = [mixed[index], mixed[other]]
          if (a !== undefined && b !== undefined) [mixed[index], mixed[other]] = [b, a]
        }
        return mixed
      }
    },
  }
}
