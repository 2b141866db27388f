/** Freezes what an order may be ranked on, at the moment its block has been applied and nothing after it. */
import type { OrderId } from '@paynode/sdk/protocol'
import { getProviderStats, hashModel, type Model } from '@paynode/sdk/router'
import { zeroHash } from 'viem'
import type { ChainView } from '../chain/ports.ts'
import { saveSnapshot } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'

/** What freezing reads. */
export type FreezeDeps = {
  readonly store: Store
  readonly view: ChainView
  readonly modelFor: (block: number) => { readonly model: Model }
  readonly tokenDecimals: number
  readonly bondOf: (amount: bigint) => bigint
}

/** Saves the snapshot of a new order. */
export function freezeSnapshot({ store, view, modelFor, tokenDecimals, bondOf }: FreezeDeps, orderId: OrderId): void {
  const found = view.order(orderId)
  if (!found) throw new Error(`order ${orderId} is not in the view of its own block`)
  const { order, created } = found
  const { model } = modelFor(created.block)
  const candidates = view
    .providers()
    .filter(({ corridors }) => corridors.includes(order.corridor))
    .map(({ operator }) => ({
      provider: operator,
      stakeFree: view.account(operator, order.token).free,
      inFlight: view.inFlight(operator),
      stats: getProviderStats(model, operator, order.corridor),
      report: undefined,
      failedThisOrder: false,
    }))
  const { corridor, amount, payout, pinned } = order
  saveSnapshot(store, orderId, {
    block: created.block,
    blockTime: created.blockTime,
    input: {
      orderId,
      corridor,
      amount,
      tokenDecimals,
      payout,
      bondRequired: bondOf(amount),
      seed: created.blockHash,
      pinned,
      model: hashModel(model),
      bundle: zeroHash,
      candidates,
    },
  })
}
