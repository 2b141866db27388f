/** Founding names of events: what webhooks and streams call them. */
import type { OrderEventName, OrderEventType } from './types.ts'

const names: Readonly<Record<OrderEventType, OrderEventName | undefined>> = {
  chainCreated: 'order.created',
  routed: 'order.pending',
  declined: undefined,
  claimSent: undefined,
  claimLost: undefined,
  chainClaimed: 'order.assigned',
  payoutStarted: undefined,
  payoutUnknown: undefined,
  payoutSucceeded: 'order.fulfilled',
  payoutFailed: undefined,
  payoutFlagged: undefined,
  attested: 'order.validated',
  chainSubmitted: undefined,
  chainSettled: 'order.settled',
  chainFailed: 'order.failed',
  chainRefunded: 'order.refunded',
  chainReorged: undefined,
}

/** The founding name of an event, where it has one. */
export function getEventName(type: OrderEventType): OrderEventName | undefined {
  return names[type]
}
