/** What a contract event means to an order. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { ChainEvent } from '../chain/events.ts'
import type { OrderEvent } from './types.ts'

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
