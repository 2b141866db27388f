/** An order's whole life: its log, or what the chain tells of an order that ended before this database existed. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import { hasOrderEvents, type LoggedEvent, listOrderEvents, listOrderEventsAfter } from '../store/orderEvents.ts'
import type { Store } from '../store/store.ts'
import { recallEvents } from './recallEvents.ts'

/** What telling a life needs. */
export type LifeDeps = { readonly store: Store; readonly self: ProviderId }

/** Oldest first. What the chain tells is numbered from 1. */
export function listOrderLife(deps: LifeDeps, orderId: OrderId): readonly LoggedEvent[] {
  const logged = listOrderEvents(deps.store, orderId)
  return logged.length > 0 ? logged : recallEvents(deps, orderId).map((event, index) => ({ ...event, seq: index + 1 }))
}

/** An order's events after a sequence number. */
export function listOrderLifeAfter(deps: LifeDeps, seq: number, limit: number, orderId: OrderId): readonly LoggedEvent[] {
  if (hasOrderEvents(deps.store, orderId)) return listOrderEventsAfter(deps.store, seq, limit, orderId)
  return listOrderLife(deps, orderId)
    .filter((event) => event.seq > seq)
    .slice(0, limit)
}
