/** Folds chain events into what the router's model is told, and tells it up to the height that an order's block may read. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import { applyEvent, createState, parseState, type RouterEvent, type State, type StateOptions, serialiseState } from '@paynode/sdk/router'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'
import { type OpenOrder, toRouterEvents } from './toRouterEvents.ts'

/** A model and the block up to which it has learned. */
export type ModelAt = { readonly state: State; readonly height: number }

/** The fold. `modelFor` must be asked in non-decreasing block order, which is how blocks are ingested. */
export type Learning = {
  apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void
  reset(): void
  save(): unknown
  load(saved: unknown): void
  /** The model that an order included in `block` is ranked with: events up to the last multiple of `stride` at or below `block − lag`. */
  modelFor(block: number): ModelAt
}

/** What the fold needs. `accountOf` reads a provider's stake as it stands after the block that was just folded. */
export type LearningOptions = Partial<StateOptions> & {
  readonly stride: number
  readonly lag: number
  accountOf?(provider: ProviderId): { readonly free: bigint; readonly locked: bigint }
}

type Told = { readonly block: number; readonly event: RouterEvent }
type Saved = {
  readonly state: string
  readonly pending: readonly Told[]
  readonly height: number
  readonly orders: readonly (readonly [OrderId, OpenOrder])[]
}

/** Creates an empty fold. */
export function createLearning({ stride, lag, accountOf, ...options }: LearningOptions): Learning {
  let state = createState(options)
  let pending: Told[] = []
  let height = 0
  const orders = new Map<OrderId, OpenOrder>()
  return {
    apply: ({ header, events }) => {
      const { number: block, timestamp: time } = header
      const told = events.flatMap((event) => toRouterEvents(event, orders))
      const named = new Set(
        events.flatMap((event) => ('provider' in event ? [event.provider] : 'entry' in event ? [event.entry.operator] : [])),
      )
      if (accountOf) for (const provider of named) told.push({ type: 'account', provider, ...accountOf(provider), time })
      for (const event of told) pending.push({ block, event })
    },
    reset: () => {
      state = createState(options)
      pending = []
      height = 0
      orders.clear()
    },
    save: (): Saved => ({ state: serialiseState(state), pending, height, orders: [...orders] }),
    load: (saved) => {
      const from = saved as Saved // written by `save` only
      state = parseState(from.state)
      pending = [...from.pending]
      height = from.height
      orders.clear()
      for (const [id, order] of from.orders) orders.set(id, order)
    },
    modelFor: (block) => {
      const target = Math.max(0, Math.floor((block - lag) / stride) * stride)
      const due = pending.findIndex((waiting) => waiting.block > target)
      const ready = due < 0 ? pending : pending.slice(0, due)
      for (const { event } of ready) applyEvent(state, event)
      pending = due < 0 ? [] : pending.slice(due)
      height = Math.max(height, target)
      return { state, height }
    },
  }
}
