/** Baseline: any order of the eligible providers is as good as another. */
import { toUnit } from '../random.ts'
import type { PolicyMaker } from '../run/types.ts'
import { sortByScore } from './sortByScore.ts'

/** Shuffles by the order's index. */
export const random: PolicyMaker = {
  name: 'random',
  create: ({ world }) => ({
    rank: ({ order, eligible }) => sortByScore(eligible, (provider) => toUnit(world.seed, order.index, provider + 90_000)),
  }),
}
