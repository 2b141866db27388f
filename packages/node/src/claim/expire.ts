/** Returns somebody else's claim after its pay window: anybody may, so nobody can hold an order for ever. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toOnchainOrder } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { EffectHandler } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'

/** The handler of `expire`. */
export function createExpireHandler(deps: {
  readonly clock: Clock
  readonly view: ChainView
  readonly sender: TransactionSender
  readonly escrow: Address
}): EffectHandler {
  const { clock, view, sender, escrow } = deps
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
