/** Freezes what an order may be ranked on, at the moment its block has been applied and nothing after it. */
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import { applyEvent, type State, serialiseState, sliceState } from '@paynode/sdk/router'
import type { ChainView } from '../chain/ports.ts'
import { type AnchoredDigest, saveSnapshot } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'

/** What freezing reads. */
export type FreezeDeps = {
  readonly store: Store
  readonly view: ChainView
  readonly modelFor: (block: number) => { readonly state: State }
  readonly bondOf: (amount: bigint) => bigint
  /** What the anchor contract has in force for an order; left out where there is no such contract. */
  readonly anchorFor?:
    | ((corridor: Corridor, order: { readonly block: number; readonly blockTime: number }) => AnchoredDigest | undefined)
    | undefined
}

/** Saves the snapshot of a new order: the model's rows of the corridor's providers, with stake and load as of the order's block. */
export function freezeSnapshot({ store, view, modelFor, bondOf, anchorFor }: FreezeDeps, orderId: OrderId): void {
  const found = view.order(orderId)
  if (!found) throw new Error(`order ${orderId} is not in the view of its own block`)
  const { order, created } = found
  const { corridor, amount, payout, pinned, token } = order
  const time = created.blockTime
  // In order of address, as the view has them, so that who is new to the model gets the same row everywhere.
  const serving = view.providers().filter(({ corridors }) => corridors.includes(corridor))
  const state = sliceState(
    modelFor(created.block).state,
    serving.map(({ operator }) => operator),
  )
  for (const { operator: provider, corridors } of serving) {
    applyEvent(state, { type: 'registered', provider, corridors, time })
    applyEvent(state, { type: 'account', provider, ...view.account(provider, token), inFlight: view.inFlight(provider), time })
  }
  saveSnapshot(store, orderId, {
    block: created.block,
    blockTime: time,
    state: serialiseState(state),
    ...(anchorFor && { anchor: anchorFor(corridor, { block: created.block, blockTime: time }) ?? null }),
    order: { orderId, corridor, amount, payout, bondRequired: bondOf(amount), seed: created.blockHash, pinned },
  })
}
