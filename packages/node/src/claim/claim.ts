/** Claims an order at this provider's turn, after its own rules and its float said yes. A lost race is a result. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type OrderId, type ProviderId, toClaimArgs } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData, type Hex, zeroHash } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { EffectHandler, OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'

/** What claiming needs. A `yes` of `canServe` holds float, which `release` gives back. */
export type ClaimDeps = {
  readonly clock: Clock
  readonly view: ChainView
  readonly sender: TransactionSender
  readonly self: ProviderId
  readonly escrow: Address
  canServe(
    record: OrderRecord,
    signal: AbortSignal,
  ): Promise<
    | { readonly type: 'yes' }
    | { readonly type: 'no'; readonly reason: string }
    | { readonly type: 'later'; readonly at: number; readonly reason: string }
  >
  release(orderId: OrderId): void
  /** Tells the order that the transaction is about to leave. */
  dispatchSent(orderId: OrderId, transactionHash: Hex): void
}

/** Refusals that pass with time, and how long to wait. Milliseconds. */
const RETRY_MS: Readonly<Record<string, number>> = { NotYourTurn: 1_000, InsufficientFunds: 5_000 }

const paying: ReadonlySet<string> = new Set(['paying', 'unknown', 'paid'])

/** The handler of `claim`. */
export function createClaimHandler(deps: ClaimDeps): EffectHandler {
  const { view, sender, self, escrow } = deps
  return async ({ record, signal }) => {
    const nothing = { type: 'events', events: [] } as const
    const order = view.order(record.id)
    if (order?.status === 'claimed' && order.claimer === self) return nothing // the watcher has said so, or will
    const isPaying = paying.has(record.state) // our claim ended after our payout began: it is ours to take again, nothing else to decide
    if (order?.status !== 'open' || !(isPaying || record.state === 'routed' || record.state === 'claiming')) return nothing
    const time = view.head()?.timestamp ?? 0
    if (time >= record.order.claimBy) return { type: 'events', events: [{ type: 'declined', reason: 'too late to claim' }] }
    const answer = isPaying ? ({ type: 'yes' } as const) : await deps.canServe(record, signal)
    if (answer.type === 'no') return { type: 'events', events: [{ type: 'declined', reason: answer.reason }] }
    if (answer.type === 'later') return { type: 'retry', at: answer.at, reason: answer.reason }
    if (!isPaying) deps.dispatchSent(record.id, zeroHash)
    const data = encodeFunctionData({
      abi: orderEscrowAbi,
      functionName: 'claim',
      args: toClaimArgs(record.order, record.route ?? zeroHash),
    })
    const result = await sender.send({ purpose: 'claim', to: escrow, data, signal })
    if (result.type === 'mined') return nothing
    const now = view.order(record.id)
    if (now?.status === 'claimed' && now.claimer === self) return nothing
    if (!isPaying) deps.release(record.id)
    const lost = { type: 'claimLost', reason: result.reason } as const
    // Its own turn on the chain's clock has not come, or other claims hold the stake: try again while the order is open.
    const again = RETRY_MS[result.reason]
    if (again !== undefined) return { type: 'retry', at: deps.clock.now() + again, reason: result.reason, events: [lost] }
    return { type: 'events', events: [lost] }
  }
}
