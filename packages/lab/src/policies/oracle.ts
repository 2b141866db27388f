/** The ceiling: knows every provider's true chance at the moment of choice, load and float included. */
import type { PolicyMaker } from '../run/types.ts'
import { sortByScore } from './sortByScore.ts'

/** Best true chance first. */
export const oracle: PolicyMaker = {
  name: 'oracle',
  create: ({ truth, strain }) => ({
    rank: ({ order, epoch, eligible }) => sortByScore(eligible, (provider) => truth.chance(provider, order, epoch, strain)),
  }),
}
