/** Turns chain updates into durable facts: logs, cursor, projections and order events move in one transaction per block. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { BlockHeader, ChainEvent, ChainUpdate } from './chain/events.ts'
import type { OrderEvent } from './orders/types.ts'
import type { Metrics } from './runtime/metrics.ts'
import { deleteChainAbove, listBlocks, listChainEvents, saveBlock } from './store/chainLogs.ts'
import { setCursor } from './store/cursor.ts'
import type { Store } from './store/store.ts'

/** A fold over the chain. `reset` forgets everything, because it is about to be folded again. */
export type Projection = { apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void; reset(): void }

/** What ingesting needs. */
export type IngestDeps = {
  readonly store: Store
  readonly projections: readonly Projection[]
  readonly metrics: Metrics
  dispatch(orderId: OrderId, event: OrderEvent): void
  /** Called inside the block's transaction with its new orders, when the projections stand exactly at that block. */
  freeze(orderIds: readonly OrderId[]): void
}

/** Applies one update. A throw leaves the store as it was; the caller must then stop, because the projections may have moved. */
export function ingest(deps: IngestDeps, update: ChainUpdate): void {
  if (update.type === 'reorg') {
    unwind(deps, update.to)
    return
  }
  deps.store.transaction(() => {
    saveBlock(deps.store, update.header, update.events)
    setCursor(deps.store, { number: update.header.number, hash: update.header.hash })
    for (const projection of deps.projections) projection.apply(update)
    for (const event of update.events) {
      const fact = toOrderEvent(event)
      if (fact) deps.dispatch(fact.orderId, fact.event)
    }
    const created = update.events.flatMap((event) => (event.name === 'OrderCreated' ? [event.orderId] : []))
    if (created.length > 0) deps.freeze(created)
  })
  deps.metrics.count('paynode_blocks_total')
  deps.metrics.gauge('paynode_head_block', update.header.number)
}

/** Folds the stored chain again, at start and after a reorg. */
export function refold(store: Store, projections: readonly Projection[]): void {
  for (const projection of projections) projection.reset()
  const events = Map.groupBy(listChainEvents(store), (event) => event.position.block)
  for (const header of listBlocks(store)) {
    for (const projection of projections) projection.apply({ header, events: events.get(header.number) ?? [] })
  }
}

function unwind(deps: IngestDeps, to: BlockHeader): void {
  deps.store.transaction(() => {
    const gone = listChainEvents(deps.store, to.number + 1)
    const touched = new Set(gone.map((event) => ('orderId' in event ? event.orderId : undefined)))
    deleteChainAbove(deps.store, to.number)
    setCursor(deps.store, { number: to.number, hash: to.hash })
    refold(deps.store, deps.projections)
    const kept = listChainEvents(deps.store)
    for (const orderId of touched) {
      if (!orderId) continue
      const replay = kept.flatMap((event) => {
        const fact = toOrderEvent(event)
        return fact?.orderId === orderId ? [fact.event] : []
      })
      deps.dispatch(orderId, { type: 'chainReorged', toBlock: to.number, replay })
    }
  })
  deps.metrics.count('paynode_reorgs_total')
}

/** A contract event as something that happened to an order; undefined when it concerns accounts or the registry. */
export function toOrderEvent(event: ChainEvent): { readonly orderId: OrderId; readonly event: OrderEvent } | undefined {
  const { position } = event
  switch (event.name) {
    case 'OrderCreated':
      return { orderId: event.orderId, event: { type: 'chainCreated', order: event.order, position } }
    case 'OrderClaimed':
      return { orderId: event.orderId, event: { type: 'chainClaimed', provider: event.provider, payBy: event.payBy, position } }
    case 'OrderSubmitted':
      return {
        orderId: event.orderId,
        event: { type: 'chainSubmitted', provider: event.provider, settleAfter: event.settleAfter, position },
      }
    case 'OrderSettled':
      return { orderId: event.orderId, event: { type: 'chainSettled', provider: event.provider, position } }
    case 'OrderFailed':
      return event.cause === 'unclaimed'
        ? undefined // the refund that follows in the same transaction says it all
        : { orderId: event.orderId, event: { type: 'chainFailed', provider: event.provider, cause: event.cause, position } }
    case 'OrderRefunded':
      return { orderId: event.orderId, event: { type: 'chainRefunded', position } }
    default:
      return undefined
  }
}
