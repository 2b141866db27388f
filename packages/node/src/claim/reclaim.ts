/** Sends an unserved order's money back to its refund address, as anybody may after `reclaimAfter`. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toOnchainOrder } from '@paynode/sdk/protocol'
import { encodeFunctionData } from 'viem'
import type { EffectHandler } from '../orders/types.ts'
import type { OnChainDeps } from './deps.ts'

/** Daemons leave the payer this long, and then each its rank's share of time, so that one transaction is sent and not many. */
const PATIENCE_MS = 30_000

/** The handler of `reclaim`. */
export function createReclaimHandler({ clock, view, sender, escrow }: OnChainDeps): EffectHandler {
  return async ({ record, signal }) => {
    const order = view.order(record.id)
    if (!order || order.status === 'settled' || order.status === 'refunded') return { type: 'events', events: [] }
    const due = record.order.reclaimAfter * 1_000 + PATIENCE_MS + 5_000 * Math.max(0, record.rank)
    if (order.status !== 'open' || clock.now() < due)
      return { type: 'retry', at: Math.max(due, clock.now() + 10_000), reason: 'not reclaimable yet' }
    const data = encodeFunctionData({ abi: orderEscrowAbi, functionName: 'reclaim', args: [toOnchainOrder(record.order)] })
    const result = await sender.send({ purpose: 'reclaim', to: escrow, data, signal })
    return result.type === 'mined' ? { type: 'events', events: [] } : { type: 'retry', at: clock.now() + 10_000, reason: result.reason }
  }
}
