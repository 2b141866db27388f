/** Returns a claim whose payout is known not to have happened. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type FailureCause, failureCauses, type OrderId, type ProviderId, toOnchainOrder } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { EffectHandler } from '../orders/types.ts'

/** What giving up needs. */
export type GiveUpDeps = {
  readonly view: ChainView
  readonly sender: TransactionSender
  readonly self: ProviderId
  readonly escrow: Address
  /** True only when no payout of the order can be in flight. */
  isUnpaid(orderId: OrderId): boolean
}

/** The handler of `giveUp`. */
export function createGiveUpHandler({ view, sender, self, escrow, isUnpaid }: GiveUpDeps): EffectHandler {
  return async ({ record, signal }) => {
    const order = view.order(record.id)
    const done = { type: 'events', events: [] } as const
    if (record.state !== 'failed' || order?.status !== 'claimed' || order.claimer !== self || !isUnpaid(record.id)) return done
    const data = encodeFunctionData({
      abi: orderEscrowAbi,
      functionName: 'giveUp',
      args: [toOnchainOrder(record.order), failureCauses.indexOf(toCause(record.reason))],
    })
    await sender.send({ purpose: 'giveUp', to: escrow, data, signal }) // refused = expired meanwhile: the chain says the rest
    return done
  }
}

function toCause(reason: string | undefined): FailureCause {
  const named = reason?.split(':')[0]
  return named === 'recipientRejected' || named === 'pspUnavailable' || named === 'insufficientFloat' ? named : 'other'
}
