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
    await sender.send({ purpose: 'expire', to: escrow, data, signal }) // refused = somebody else did, or it settled
    return { type: 'events', events: [] }
  }
}
