/** Baseline: fixed weights from what providers say of themselves, the way a price table is written by hand. */
import type { PolicyMaker } from '../run/types.ts'
import { sortByScore } from './sortByScore.ts'

/** Cheapest and least loaded first, by the reports in force; those without a report last. */
export const staticWeights: PolicyMaker = {
  name: 'static',
  create: () => ({
    rank: ({ eligible, bundle, order }) =>
      sortByScore(eligible, (provider) => {
        const report = bundle?.entries[provider]?.report
        if (!report) return -1_000
        const short = (report.float[order.corridor] ?? 0) < order.amount ? 500 : 0
        return -report.marginBps - 200 * report.load - short
      }),
  }),
}
