/** Settles an own submission after its challenge window. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toSettleArgs } from '@paynode/sdk/protocol'
import { encodeFunctionData } from 'viem'
import type { EffectHandler } from '../orders/types.ts'
import type { OnChainDeps } from './deps.ts'

/** The handler of `finish`. */
export function createFinishHandler({ clock, view, sender, escrow }: OnChainDeps): EffectHandler {
  return async ({ record, signal }) => {
    if (view.order(record.id)?.status !== 'submitted') return { type: 'events', events: [] }
    const data = encodeFunctionData({ abi: orderEscrowAbi, functionName: 'settle', args: toSettleArgs(record.order) })
    const result = await sender.send({ purpose: 'settle', to: escrow, data, signal })
    return result.type === 'mined' ? { type: 'events', events: [] } : { type: 'retry', at: clock.now() + 2_000, reason: result.reason }
  }
}
