/** What a chain event tells the router's model. */
import { type Corridor, getCredited, type OrderId, type ProviderId } from '@paynode/sdk/protocol'
import type { RouterEvent } from '@paynode/sdk/router'
import type { Address } from 'viem'
import type { ChainEvent } from '../chain/events.ts'

/** An order that is not over. `amount` is what settling credits, as in its ranking; `createdAt` is unix seconds. */
export type OpenOrder = {
  readonly corridor: Corridor
  readonly amount: bigint
  readonly payer: Address
  readonly pinned: readonly Address[]
  readonly createdAt: number
  readonly claimer?: ProviderId | undefined
}

/** Converts, and keeps `orders` up to date. An order that nobody claimed blames nobody. */
export function toRouterEvents(event: ChainEvent, orders: Map<OrderId, OpenOrder>): RouterEvent[] {
  const time = event.position.blockTime
  switch (event.name) {
    case 'ProviderRegistered':
      return [{ type: 'registered', provider: event.entry.operator, corridors: event.entry.corridors, time }]
    case 'ProviderRevoked':
      return [{ type: 'left', provider: event.operator, time }]
    case 'OrderCreated': {
      const { corridor, payer, pinned } = event.order
      orders.set(event.orderId, { corridor, amount: getCredited(event.order), payer, pinned, createdAt: time })
      return []
    }
    case 'OrderClaimed': {
      const order = orders.get(event.orderId)
      if (!order) return []
      orders.set(event.orderId, { ...order, claimer: event.provider })
      return [
        { type: 'assigned', ...toAttempt(event.orderId, event.provider, order), time },
        { type: 'claimed', orderId: event.orderId, provider: event.provider, time },
      ]
    }
    case 'OrderSettled':
      return endAttempt(event.orderId, event.provider, orders, { success: true, cause: 'none', time })
    case 'OrderFailed':
      return endAttempt(event.orderId, event.provider, orders, { success: false, cause: event.cause, time })
    case 'OrderRefunded': {
      const claimer = orders.get(event.orderId)?.claimer
      const told = claimer ? endAttempt(event.orderId, claimer, orders, { success: false, cause: 'disputed', time }) : []
      orders.delete(event.orderId)
      return told
    }
    default:
      return []
  }
}

type End = Pick<Extract<RouterEvent, { type: 'outcome' }>, 'success' | 'cause' | 'time'>

/** The attempt of a claimer is over; a refund while it still held the order means that it lost a dispute. */
function endAttempt(orderId: OrderId, provider: ProviderId, orders: Map<OrderId, OpenOrder>, end: End): RouterEvent[] {
  const order = orders.get(orderId)
  if (!order || BigInt(provider) === 0n) return []
  if (end.success) orders.delete(orderId)
  else orders.set(orderId, { ...order, claimer: undefined })
  return [{ type: 'outcome', ...toAttempt(orderId, provider, order), ...end }]
}

const toAttempt = (orderId: OrderId, provider: ProviderId, { corridor, amount, payer, pinned, createdAt }: OpenOrder) => ({
  orderId,
  provider,
  corridor,
  amount,
  payer,
  pinned: pinned.some((other) => other.toLowerCase() === provider.toLowerCase()),
  createdAt,
})
