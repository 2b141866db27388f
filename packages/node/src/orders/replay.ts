/** Rebuilds an order from its event log: the log is the whole story, the row only its last line. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { transition } from './machine.ts'
import type { OrderEvent, OrderRecord } from './types.ts'

/** What a logged event says. `at` is unix milliseconds. */
export type Replayed = { readonly orderId: OrderRecord['id']; readonly data: OrderEvent; readonly at: number }

/** The record that the events lead to, oldest first; undefined when there are none. */
export function replayOrder(events: readonly Replayed[], self: ProviderId): OrderRecord | undefined {
  return events.reduce<OrderRecord | undefined>((record, { orderId, data, at }) => {
    const next = transition(record, data, { self, now: at })
    return next ? { ...next.record, id: orderId } : record
  }, undefined)
}
