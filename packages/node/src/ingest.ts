/** Turns chain updates into durable facts: logs, cursor, folds and order events move in one transaction per block. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { BlockHeader, ChainUpdate } from './chain/events.ts'
import type { Folds } from './folds.ts'
import { toOrderEvent } from './orders/toOrderEvent.ts'
import type { OrderEvent } from './orders/types.ts'
import type { Metrics } from './runtime/metrics.ts'
import { deleteChainAbove, listOrderChainEvents, listOrdersAbove, saveBlock } from './store/chainLogs.ts'
import { setCursor } from './store/cursor.ts'
import { deleteFoldsAbove } from './store/folds.ts'
import { getHistory } from './store/history.ts'
import type { Store } from './store/store.ts'

/** What ingesting needs. */
export type IngestDeps = {
  readonly store: Store
  readonly folds: Folds
  readonly metrics: Metrics
  dispatch(orderId: OrderId, event: OrderEvent): void
  /** Takes note of an order that ended before this database existed: nothing is to be done or told any more. */
  recall(orderId: OrderId, event: OrderEvent): void
  /** What was recalled of an order is about to be taken back: its log must tell of both. */
  remember(orderId: OrderId): void
  /** Called inside the block's transaction with its new orders, when the folds stand exactly at that block; `over`: those that are known to have ended. */
  freeze(orderIds: readonly OrderId[], over?: ReadonlySet<OrderId>): void
}

/** For who follows the chain and keeps no orders. */
export const noOrders: Pick<IngestDeps, 'dispatch' | 'recall' | 'remember'> = { dispatch: () => {}, recall: () => {}, remember: () => {} }

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
    const ended = update.over && update.header.number <= getHistory(deps.store) ? update.over : undefined
    for (const event of update.events) {
      const fact = toOrderEvent(event)
      if (!fact) continue
      const take = ended?.has(fact.orderId) ? deps.recall : deps.dispatch
      take(fact.orderId, fact.event)
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
    for (const orderId of touched) deps.remember(orderId)
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
