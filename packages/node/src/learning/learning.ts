/** Folds chain events into outcomes and outcomes into the router's model, as of the height that an order's block may read. */

import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import { applyOutcome, createModel, type Model, type Outcome } from '@paynode/sdk/router'
import type { Address } from 'viem'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'

/** A model and the block up to which it has learned. */
export type ModelAt = { readonly model: Model; readonly height: number }

/** The fold. `modelFor` must be asked in non-decreasing block order, which is how blocks are ingested. */
export type Learning = {
  apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void
  reset(): void
  /** The model that an order included in `block` is ranked with: outcomes up to the last multiple of `stride` at or below `block − lag`. */
  modelFor(block: number): ModelAt
}

/** Creates an empty fold. */
export function createLearning({ stride, lag }: { readonly stride: number; readonly lag: number }): Learning {
  let model = createModel()
  let pending: Outcome[] = []
  let height = 0
  const orders = new Map<OrderId, { readonly corridor: Corridor; readonly payer: Address }>()
  return {
    apply: ({ events }) => {
      for (const event of events) {
        if (event.name === 'OrderCreated') orders.set(event.orderId, { corridor: event.order.corridor, payer: event.order.payer })
        const outcome = toOutcome(event, orders)
        if (outcome) pending.push(outcome)
        if (event.name === 'OrderSettled' || event.name === 'OrderRefunded') orders.delete(event.orderId) // over: nothing more to learn
      }
    },
    reset: () => {
      model = createModel()
      pending = []
      height = 0
      orders.clear()
    },
    modelFor: (block) => {
      const target = Math.max(0, Math.floor((block - lag) / stride) * stride)
      const due = pending.findIndex((outcome) => outcome.block > target)
      const ready = due < 0 ? pending : pending.slice(0, due)
      for (const outcome of ready) applyOutcome(model, outcome)
      pending = due < 0 ? [] : pending.slice(due)
      height = Math.max(height, target)
      return { model, height }
    },
  }
}

function toOutcome(
  event: ChainEvent,
  orders: ReadonlyMap<OrderId, { readonly corridor: Corridor; readonly payer: Address }>,
): Outcome | undefined {
  if (event.name !== 'OrderSettled' && event.name !== 'OrderFailed') return undefined
  const order = orders.get(event.orderId)
  if (!order || BigInt(event.provider) === 0n) return undefined
  const cause = event.name === 'OrderFailed' ? event.cause : 'none'
  return { provider: event.provider, ...order, success: event.name === 'OrderSettled', cause, block: event.position.block }
}
