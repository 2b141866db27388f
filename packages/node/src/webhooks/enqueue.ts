/** Turns new order events into deliveries. The cursor moves in the transaction that owes them: a crash neither loses nor doubles one. */
import { addDelivery } from '../store/webhookDeliveries.ts'
import {
  getWebhookCursor,
  hasWebhooks,
  listActiveWebhooks,
  setWebhookCursor,
  type Webhook,
  type WebhookEventName,
} from '../store/webhooks.ts'
import type { NamedEvent, WebhookDeps } from './types.ts'

const BATCH = 200

/** Handles at most one batch; true when there may be more. The first time ever it starts at the end of the log. */
export function enqueue(deps: WebhookDeps): boolean {
  const { store } = deps
  return store.transaction(() => {
    const cursor = getWebhookCursor(store)
    if (cursor === undefined) {
      setWebhookCursor(store, deps.lastSeq())
      return false
    }
    const events = deps.eventsAfter(cursor, BATCH)
    const last = events.at(-1)
    if (!last) return false
    const webhooks = listActiveWebhooks(store)
    // Nobody is there, and whoever comes is told of later events alone: one write per full batch is enough.
    if (webhooks.length === 0 && events.length < BATCH && !hasWebhooks(store)) return false
    for (const event of events) owe(deps, webhooks, event)
    setWebhookCursor(store, last.seq)
    return events.length === BATCH
  })
}

function owe(deps: WebhookDeps, webhooks: readonly Webhook[], { seq, orderId, name, at }: NamedEvent): void {
  const wanting = webhooks.filter((webhook) => webhook.createdAt <= at && webhook.events.includes(name as WebhookEventName))
  const order = wanting.length === 0 ? undefined : deps.orderJson(orderId)
  if (!order || !name) return
  const eventId = `evt_${seq}`
  const body = `{"id":"${eventId}","type":"${name}","createdAt":"${new Date(at).toISOString()}","data":{"order":${order.json}}}`
  for (const { id, payer } of wanting) {
    if (payer !== undefined && payer.toLowerCase() !== order.payer.toLowerCase()) continue
    addDelivery(deps.store, { webhookId: id, eventId, type: name, orderId, body }, deps.clock.now())
  }
}
