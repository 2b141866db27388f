/** Outgoing webhooks over the daemon's order log. */
import type { OrderId } from '@paynode/sdk/protocol'
import { toOrderView } from '../api/routes/toOrderView.ts'
import type { NodeConfig } from '../config/schema.ts'
import { toHttpJson } from '../runtime/toHttpJson.ts'
import { getLastSeq, listOrderEventsAfter } from '../store/orderEvents.ts'
import { getOrderRecord } from '../store/orders.ts'
import { startWebhooks, type Webhooks } from '../webhooks/startWebhooks.ts'
import type { GatewayParts } from './openGateway.ts'

/** Starts them. Receivers are told an order as it is when it is their turn to hear of it. */
export function openWebhooks(config: NodeConfig, parts: GatewayParts): Webhooks {
  const { store, view, listeners, signal } = parts
  const orderJson = (orderId: OrderId) => {
    const record = getOrderRecord(store, orderId)
    return record && { json: toHttpJson(toOrderView(record, view.order(orderId))), payer: record.order.payer }
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const log = {
    eventsAfter: (seq: number, limit: number) => listOrderEventsAfter(store, seq, limit),
    lastSeq: () => getLastSeq(store),
  }
  return startWebhooks({ ...parts, ...log, orderJson, subscribe, targets: config.api.privateWebhooks, random: Math.random }, signal)
}
