/** Returns somebody else's claim after its pay window: anybody may, so nobody can hold an order for ever. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toOnchainOrder } from '@paynode/sdk/protocol'
import { encodeFunctionData } from 'viem'
import type { EffectHandler } from '../orders/types.ts'
import type { OnChainDeps } from './deps.ts'

/** The handler of `expire`. */
export function createExpireHandler({ clock, view, sender, escrow }: OnChainDeps): EffectHandler {
  return async ({ record, signal }) => {
    const order = view.order(record.id)
    if (order?.status !== 'claimed' || record.state !== 'taken' || record.payBy === undefined) return { type: 'events', events: [] }
    if ((view.head()?.timestamp ?? 0) <= record.payBy)
      return { type: 'retry', at: clock.now() + 1_000, reason: 'the pay window is still open on chain' }
    const data = encodeFunctionData({ abi: orderEscrowAbi, functionName: 'expireClaim', args: [toOnchainOrder(record.order)] })
    const result = await sender.send({ purpose: 'expire', to: escrow, data, signal })
    // Refused: somebody else did and the view will say so, or the node lags behind the one that the view was read from.
    return result.type === 'mined' ? { type: 'events', events: [] } : { type: 'retry', at: clock.now() + 2_000, reason: result.reason }
  }
}
