/** Loads an order, asks the machine, and saves record, event and effects in one transaction. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { appendOrderEvent, hasOrderEvents } from '../store/orderEvents.ts'
import { getOrderRecord } from '../store/orders.ts'
import type { Store } from '../store/store.ts'
import { transition } from './machine.ts'
import { getEventName } from './names.ts'
import { recallEvents } from './recallEvents.ts'
import type { ChainPosition, OrderEvent, OrderRecord } from './types.ts'
import { createUnsaved, type Unsaved } from './unsaved.ts'

/** What the engine needs; `onDispatched` runs inside the transaction and must not throw. */
export type EngineDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly self: ProviderId
  readonly metrics: Metrics
  readonly logger: Logger
  readonly onDispatched?: ((record: OrderRecord, event: OrderEvent) => void) | undefined
}

/** The one way to change an order. */
export type Engine = {
  dispatch(orderId: OrderId, event: OrderEvent): OrderRecord | undefined
  /**
   * Takes note of a chain event of an order that ended before this database existed: its row becomes what `dispatch` would make it, and
   * nothing is logged or done. An order that has a log already goes on with it.
   */
  recall(orderId: OrderId, event: OrderEvent): OrderRecord | undefined
  /** Writes the log of an order that was recalled, before the chain that tells it is taken back. */
  remember(orderId: OrderId): void
  /** Runs `work` in one transaction at whose end each order that its dispatches moved is written once. `work` must not read order rows or effects. */
  batch<result>(work: () => result): result
}

/** Creates the engine. */
export function createEngine(deps: EngineDeps): Engine {
  const { store, clock, self, metrics, logger } = deps
  let unsaved: Unsaved | undefined
  const batch = <result>(work: () => result): result =>
    store.transaction(() => {
      if (unsaved) return work()
      unsaved = createUnsaved(store)
      try {
        const result = work()
        unsaved.save(clock.now())
        return result
      } finally {
        unsaved = undefined
      }
    })
  const remember = (orderId: OrderId, until?: ChainPosition): void => {
    if (hasOrderEvents(store, orderId)) return
    for (const past of recallEvents({ store, self }, orderId, until)) appendOrderEvent(store, { ...past, event: past.data })
  }
  /** Where an order stands, and the step that an event makes of it. */
  const decide = (open: Unsaved, orderId: OrderId, event: OrderEvent, at: number) => {
    const before = open.get(orderId) ?? getOrderRecord(store, orderId)
    const next = transition(before, event, { self, now: at })
    return { before, next: next && { ...next, record: { ...next.record, id: orderId } } }
  }
  const apply = (open: Unsaved, orderId: OrderId, event: OrderEvent): OrderRecord | undefined => {
    const at = clock.now()
    const { before, next } = decide(open, orderId, event, at)
    if (!next) return before
    if (before) remember(orderId, 'position' in event ? event.position : undefined)
    const { record } = next
    open.keep(record, next, before === undefined)
    appendOrderEvent(store, { orderId, event, name: getEventName(event.type), state: record.state, at })
    if (record.state !== before?.state) {
      metrics.count('paynode_orders_total', { state: record.state })
      logger.info({ orderId, from: before?.state, state: record.state, event: event.type, reason: record.reason }, 'order changed')
    }
    deps.onDispatched?.(record, event)
    return record
  }
  const note = (open: Unsaved, orderId: OrderId, event: OrderEvent): OrderRecord | undefined => {
    if (hasOrderEvents(store, orderId)) return apply(open, orderId, event)
    const { before, next } = decide(open, orderId, event, clock.now())
    if (!next) return before
    open.keep(next.record, { effects: [], cancel: [] }, before === undefined)
    return next.record
  }
  return {
    batch,
    dispatch: (orderId, event) => batch(() => apply(unsaved as Unsaved, orderId, event)), // a batch has its memory
    recall: (orderId, event) => batch(() => note(unsaved as Unsaved, orderId, event)),
    remember: (orderId) => remember(orderId),
  }
}
