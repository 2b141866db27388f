/** Returns a claim whose payout is known not to have happened: gives it up, or expires it when it is too late for that. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type FailureCause, failureCauses, type OrderId, type ProviderId, toOnchainOrder } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { EffectHandler } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'

/** What giving up needs. */
export type GiveUpDeps = {
  readonly clock: Clock
  readonly view: ChainView
  readonly sender: TransactionSender
  readonly self: ProviderId
  readonly escrow: Address
  /** True only when no payout of the order can be in flight. */
  isUnpaid(orderId: OrderId): boolean
}

/** The handler of `giveUp`. */
export function createGiveUpHandler({ clock, view, sender, self, escrow, isUnpaid }: GiveUpDeps): EffectHandler {
  return async ({ record, signal }) => {
    const order = view.order(record.id)
    const done = { type: 'events', events: [] } as const
    if (record.state !== 'failed' || order?.status !== 'claimed' || order.claimer !== self || !isUnpaid(record.id)) return done
    const isExpired = record.payBy !== undefined && (view.head()?.timestamp ?? 0) > record.payBy
    const terms = toOnchainOrder(record.order)
    const data = isExpired
      ? encodeFunctionData({ abi: orderEscrowAbi, functionName: 'expireClaim', args: [terms] })
      : encodeFunctionData({
          abi: orderEscrowAbi,
          functionName: 'giveUp',
          args: [terms, failureCauses.indexOf(toCause(record.reason))],
        })
    const result = await sender.send({ purpose: isExpired ? 'expire' : 'giveUp', to: escrow, data, signal })
    // Refused: it ended meanwhile and the view will say so, or the node lags behind the one that the view was read from.
    return result.type === 'mined' ? done : { type: 'retry', at: clock.now() + RETRY_MS, reason: result.reason }
  }
}

const RETRY_MS = 2_000

function toCause(reason: string | undefined): FailureCause {
  const named = reason?.split(':')[0]
  return named === 'recipientRejected' || named === 'pspUnavailable' || named === 'insufficientFloat' ? named : 'other'
}
