/** What a transaction may cost: an estimate within the operator's caps, raises up to the cap, and a gas budget for the day. */
import type { PublicClient } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Fees } from './follow.ts'

/** Wei. Unset: no limit. */
export type FeeCaps = {
  /** Most that one unit of gas may cost. */
  readonly maxFeePerGas?: bigint | undefined
  /** Most that gas may cost within 24 hours. Beyond it nothing new is taken on; what is owed (proofs, settlements, returns) still goes. */
  readonly perDay?: bigint | undefined
}

/** What estimating needs. `spentSince` is wei spent or committed since a time (unix milliseconds). */
export type FeesDeps = {
  readonly client: PublicClient
  readonly clock: Clock
  readonly metrics: Metrics
  readonly logger: Logger
  readonly caps: FeeCaps
  spentSince(since: number): bigint
}

/** Calls that start something, which can wait or be left to others. */
const optional: ReadonlySet<string> = new Set(['claim', 'expire', 'reclaim', 'relay', 'enroll', 'anchor'])
const DAY_MS = 86_400_000

/** Creates the two questions: what to offer first, and what instead of a fee that was too low. */
export function createFees({ client, clock, metrics, logger, caps, spentSince }: FeesDeps) {
  let isTold = false
  const checkBudget = (purpose: string, cost: bigint) => {
    const spent = spentSince(clock.now() - DAY_MS)
    metrics.gauge('paynode_gas_spent_wei', Number(spent))
    const isOver = caps.perDay !== undefined && spent + cost > caps.perDay
    if (isOver && !isTold) logger.error({ spent: String(spent), perDay: String(caps.perDay) }, 'the gas budget of the day is used up')
    isTold = isOver
    if (isOver && optional.has(purpose)) throw new Error('the gas budget of the day is used up; raise chain.fees.perDay or wait')
  }
  return {
    /** @throws when gas is dearer than the cap, or when the budget of the day leaves no room for a call that can wait. */
    estimate: async (purpose: string, gas: bigint): Promise<Fees> => {
      const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas()
      const cap = caps.maxFeePerGas
      if (cap !== undefined && maxFeePerGas > cap)
        throw new Error(`gas costs ${maxFeePerGas} wei, the cap is ${cap}; raise chain.fees.maxFeePerGas or wait`)
      checkBudget(purpose, gas * maxFeePerGas)
      const room = cap !== undefined && maxFeePerGas * 2n > cap ? cap : maxFeePerGas * 2n
      return { maxFeePerGas: room, maxPriorityFeePerGas: min(maxPriorityFeePerGas, room) }
    },
    /** +12.5 %, which is more than every client asks of a replacement; undefined beyond the cap. */
    raise: ({ maxFeePerGas, maxPriorityFeePerGas }: Fees): Fees | undefined => {
      const fees = { maxFeePerGas: (maxFeePerGas * 9n) / 8n + 1n, maxPriorityFeePerGas: (maxPriorityFeePerGas * 9n) / 8n + 1n }
      return caps.maxFeePerGas !== undefined && fees.maxFeePerGas > caps.maxFeePerGas ? undefined : fees
    },
  }
}

const min = (left: bigint, right: bigint) => (left < right ? left : right)
