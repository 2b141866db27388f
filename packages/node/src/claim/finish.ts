/** Settles an own submission after its challenge window; a dispute that the arbiter left undecided, after the dispute window. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toOnchainOrder, toSettleArgs } from '@paynode/sdk/protocol'
import { encodeFunctionData } from 'viem'
import type { EffectHandler } from '../orders/types.ts'
import type { OnChainDeps } from './deps.ts'

/** Seconds that an arbiter has: `DISPUTE_WINDOW` of the escrow, which no deployment can change. */
export const DISPUTE_SECONDS = 7 * 86_400
/** A long wait is looked at in between: the arbiter may have spoken, the clock may have been wrong. Milliseconds. */
const LOOK_MS = 6 * 3_600_000

/** The handler of `finish`. A proven payout whose dispute nobody decided settles; anybody may say so. */
export function createFinishHandler({ clock, view, sender, escrow }: OnChainDeps): EffectHandler {
  return async ({ record, signal }) => {
    const order = view.order(record.id)
    if (order?.status !== 'submitted' && order?.status !== 'disputed') return { type: 'events', events: [] }
    const isDisputed = order.status === 'disputed'
    if (isDisputed) {
      const left = order.changed.blockTime + DISPUTE_SECONDS - (view.head()?.timestamp ?? 0)
      if (left >= 0) return { type: 'retry', at: clock.now() + Math.min(LOOK_MS, (left + 1) * 1_000), reason: 'the arbiter has time left' }
    }
    const data = isDisputed
      ? encodeFunctionData({ abi: orderEscrowAbi, functionName: 'resolveByDefault', args: [toOnchainOrder(record.order)] })
      : encodeFunctionData({ abi: orderEscrowAbi, functionName: 'settle', args: toSettleArgs(record.order) })
    const result = await sender.send({ purpose: isDisputed ? 'resolve' : 'settle', to: escrow, data, signal })
    return result.type === 'mined' ? { type: 'events', events: [] } : { type: 'retry', at: clock.now() + 2_000, reason: result.reason }
  }
}
