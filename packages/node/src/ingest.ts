/** Turns chain updates into durable facts: logs, cursor, folds and order events move in one transaction per block. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { BlockHeader, ChainEvent, ChainUpdate } from './chain/events.ts'
import type { Folds } from './folds.ts'
import type { OrderEvent } from './orders/types.ts'
import type { Metrics } from './runtime/metrics.ts'
import { deleteChainAbove, listOrderChainEvents, listOrdersAbove, saveBlock } from './store/chainLogs.ts'
import { setCursor } from './store/cursor.ts'
import { deleteFoldsAbove } from './store/folds.ts'
import type { Store } from './store/store.ts'

/** What ingesting needs. */
export type IngestDeps = {
  readonly store: Store
  readonly folds: Folds
  readonly metrics: Metrics
  dispatch(orderId: OrderId, event: OrderEvent): void
  /** Called inside the block's transaction with its new orders, when the folds stand exactly at that block; `over`: those that are known to have ended. */
  freeze(orderIds: readonly OrderId[], over?: ReadonlySet<OrderId>): void
}

/** Applies one update. A throw leaves the store as it was; the caller must then stop, because the folds may have moved. */
export function ingest(deps: IngestDeps, update: ChainUpdate): void {
  if (update.type === 'reorg') {
    unwind(deps, update.to)
    return
  }
  deps.store.transaction(() => {
    saveBlock(deps.store, update.header, update.events)
    setCursor(deps.store, { number: update.header.number, hash: update.header.hash })
    deps.folds.apply(update)
    for (const event of update.events) {
      const fact = toOrderEvent(event)
      if (fact) deps.dispatch(fact.orderId, fact.event)
    }
    const created = update.events.flatMap((event) => (event.name === 'OrderCreated' ? [event.orderId] : []))
    if (created.length > 0) deps.freeze(created, update.over)
    deps.folds.keep(update.header.number)
  })
  deps.metrics.count('paynode_blocks_total')
  deps.metrics.gauge('paynode_head_block', update.header.number)
}

function unwind(deps: IngestDeps, to: BlockHeader): void {
  const { store } = deps
  store.transaction(() => {
    const touched = listOrdersAbove(store, to.number)
    deleteChainAbove(store, to.number)
    deleteFoldsAbove(store, to.number)
    setCursor(store, { number: to.number, hash: to.hash })
    deps.folds.restore()
    for (const orderId of touched) {
      const replay = listOrderChainEvents(store, orderId).flatMap((event) => toOrderEvent(event)?.event ?? [])
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
