/** Digests of the rules and of everything a ranking was made from. */
import { type Hex, keccak256, stringToHex } from 'viem'
import type { Report } from '../protocol/report.ts'
import { features } from './features.ts'
import { BREAKER_FAILURES, LOAD_PERCENT } from './findExclusion.ts'
import type { Counters } from './model/counters.ts'
import { PRIOR, shrinkage } from './model/model.ts'
import { log2Fractions } from './tables/log2.ts'
import { logits } from './tables/logit.ts'
import { upperQuantiles } from './tables/normal.ts'
import type { Candidate, RoutingInput } from './types.ts'

/** Raised with every change of the rules that the other parts of `rulesetHash` do not show. */
const VERSION = 'paynode-router-2'

/** Digest of the rules: code version, features and weights, gates, prior and tables. Daemons with different rules see it in every route. */
export const rulesetHash: Hex = keccak256(
  stringToHex(
    JSON.stringify([
      VERSION,
      features.map(({ name, weight }) => [name, weight]),
      [BREAKER_FAILURES, LOAD_PERCENT],
      [PRIOR, shrinkage],
      [logits, upperQuantiles, log2Fractions],
    ]),
  ),
)

/** Digest of a ranking's whole input under these rules. `candidates` are the input's, sorted by provider. */
export function hashInput(input: RoutingInput, candidates: readonly Candidate[]): Hex {
  const { orderId, corridor, amount, tokenDecimals, payout, bondRequired, seed, pinned, model, bundle } = input
  const text = JSON.stringify([
    rulesetHash,
    orderId.toLowerCase(),
    corridor,
    amount.toString(),
    tokenDecimals,
    payout.toString(),
    bondRequired.toString(),
    seed.toLowerCase(),
    pinned.map((address) => address.toLowerCase()),
    model.toLowerCase(),
    bundle.toLowerCase(),
    candidates.map(({ provider, stakeFree, inFlight, stats, report, failedThisOrder }) => [
      provider.toLowerCase(),
      stakeFree.toString(),
      inFlight,
      [toRow(stats.cell), toRow(stats.overall), stats.consecutiveFailures],
      report ? toReportRow(report) : null,
      failedThisOrder,
    ]),
  ])
  return keccak256(stringToHex(text))
}

const toRow = ({ fastSuccess, fastTotal, slowSuccess, slowTotal }: Counters) => [fastSuccess, fastTotal, slowSuccess, slowTotal]

const toReportRow = (report: Report) => [
  report.provider.toLowerCase(),
  report.corridor,
  report.epoch,
  report.rate.toString(),
  report.minPayout.toString(),
  report.maxPayout.toString(),
  report.liquidityBucket,
  report.loadBps,
  report.capacity,
  report.maintenance,
]
