/** Baseline: everybody in turn. */
import type { PolicyMaker } from '../run/types.ts'

/** Starts one further with every order. */
export const roundRobin: PolicyMaker = {
  name: 'round-robin',
  create: () => {
    let turn = 0
    return {
      rank: ({ eligible }) => {
        const start = turn++ % Math.max(1, eligible.length)
        return [...eligible.slice(start), ...eligible.slice(0, start)]
      },
    }
  },
}
