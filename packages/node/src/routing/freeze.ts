/** Freezes what new orders may be ranked on, at the moment their block has been applied and nothing after it. */
import { type Corridor, getCredited, type OrderId } from '@paynode/sdk/protocol'
import { applyEvent, type State, serialiseState, sliceState } from '@paynode/sdk/router'
import type { Address } from 'viem'
import type { ChainView } from '../chain/ports.ts'
import type { ChainPosition } from '../orders/types.ts'
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

/**
 * Saves the snapshots of the new orders of one block: the model's rows of the corridor's providers, with stake and load as of that block.
 * Orders of a corridor share the rows. Orders that are over already are left out: nobody will ask for their ranking here.
 */
export function freezeSnapshots(deps: FreezeDeps, orderIds: readonly OrderId[], over?: ReadonlySet<OrderId>): void {
  const { store, view, bondOf, anchorFor } = deps
  const rows = new Map<string, string>()
  for (const orderId of orderIds) {
    const found = view.order(orderId)
    if (!found) throw new Error(`order ${orderId} is not in the view of its own block`)
    const { order, created } = found
    if (over?.has(orderId)) {
      deps.modelFor(created.block) // it learns on: what it was told would pile up
      continue
    }
    const { corridor, amount, payout, pinned, token } = order
    const { block, blockTime } = created
    const key = `${corridor} ${token.toLowerCase()}`
    const state = rows.get(key) ?? serialiseState(toState(deps, corridor, token, created))
    rows.set(key, state)
    saveSnapshot(store, orderId, {
      block,
      blockTime,
      state,
      ...(anchorFor && { anchor: anchorFor(corridor, { block, blockTime }) ?? null }),
      order: { orderId, corridor, amount: getCredited(order), payout, bondRequired: bondOf(amount), seed: created.blockHash, pinned },
    })
  }
}

function toState({ view, modelFor }: FreezeDeps, corridor: Corridor, token: Address, created: ChainPosition): State {
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
  return state
}
