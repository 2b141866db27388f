/** Sends one delivery and records how it went. */

import { signBody } from '../runtime/signBody.ts'
import { failDeliveries, saveAttempt, type WebhookDelivery } from '../store/webhookDeliveries.ts'
import { getWebhook, setWebhookState } from '../store/webhooks.ts'
import { post } from './post.ts'
import type { WebhookDeps } from './types.ts'

/** Attempts over about three days. */
export const MAX_ATTEMPTS = 16
const FIRST_WAIT_MS = 5_000
const MAX_WAIT_MS = 8 * 3_600_000
/** The receiver says that it is gone for good. */
const GONE = 410

/** Any 2xx is an arrival. @throws when the signal aborts, and then nothing is recorded: the attempt comes again. */
export async function deliver(deps: WebhookDeps, delivery: WebhookDelivery, signal: AbortSignal): Promise<void> {
  const { store, clock, metrics, targets } = deps
  const webhook = getWebhook(store, delivery.webhookId)
  if (!webhook) return // deleted meanwhile, and its deliveries with it
  const { eventId, type, body } = delivery
  const time = Math.floor(clock.now() / 1_000)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'paynode-webhooks/1',
    'paynode-event': type,
    'paynode-event-id': eventId,
    'paynode-signature': signBody({ body, secret: webhook.secret, time }),
  }
  const result = await post({ url: webhook.url, body, headers, targets, signal })
  const status = 'status' in result ? result.status : undefined
  const error = 'error' in result ? result.error : undefined
  const isArrived = status !== undefined && status >= 200 && status < 300
  const isOver = status === GONE || delivery.attempts + 1 >= MAX_ATTEMPTS
  metrics.count('paynode_webhook_deliveries_total', { result: isArrived ? 'delivered' : isOver ? 'failed' : 'retried' })
  store.transaction(() => {
    const now = clock.now()
    const state = isArrived ? 'delivered' : isOver ? 'failed' : 'waiting'
    saveAttempt(
      store,
      delivery.id,
      { state, dueAt: now + toWait(delivery.attempts, deps.random()), lastStatus: status, lastError: error },
      now,
    )
    if (isArrived && webhook.state === 'disabled') setWebhookState(store, webhook.id, 'active')
    if (!isArrived && isOver) {
      setWebhookState(store, webhook.id, 'disabled')
      failDeliveries(store, webhook.id, now)
    }
  })
  if (!isArrived && isOver) deps.logger.warn({ webhook: webhook.id, status, error }, 'a webhook was disabled; its receiver does not answer')
}

/** Twice as long each time, up to eight hours, a random half of it: receivers that come back are not stormed. Milliseconds. */
export function toWait(attempts: number, random: number): number {
  const most = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts)
  return Math.ceil(most / 2 + (most / 2) * random)
}
