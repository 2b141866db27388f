/** The `webhook_deliveries` table: what each receiver is told, from the moment it is owed until long after it arrived. */
import { z } from 'zod'
import type { Store } from './store.ts'

/** One event for one receiver. Times are unix milliseconds; `body` is the exact text that is sent and signed. */
export type WebhookDelivery = {
  readonly id: number
  readonly webhookId: string
  readonly eventId: string
  readonly type: string
  readonly orderId: string
  readonly body: string
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly attempts: number
  readonly dueAt: number
  /** HTTP status of the last attempt that got one. */
  readonly lastStatus?: number | undefined
  readonly lastError?: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
}

const rowSchema = z
  .object({
    id: z.int(),
    webhook_id: z.string(),
    event_id: z.string(),
    type: z.string(),
    order_id: z.string(),
    body: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    due_at: z.int(),
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
    created_at: z.int(),
    updated_at: z.int(),
  })
  .transform(
    (row): WebhookDelivery => ({
      id: row.id,
      webhookId: row.webhook_id,
      eventId: row.event_id,
      type: row.type,
      orderId: row.order_id,
      body: row.body,
      state: row.state,
      attempts: row.attempts,
      dueAt: row.due_at,
      lastStatus: row.last_status ?? undefined,
      lastError: row.last_error ?? undefined,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }),
  )

/** Owes an event to a receiver, once however often it is called. */
export function addDelivery(
  { db }: Store,
  delivery: Pick<WebhookDelivery, 'webhookId' | 'eventId' | 'type' | 'orderId' | 'body'>,
  now: number,
): void {
  db.prepare(
    `INSERT OR IGNORE INTO webhook_deliveries (webhook_id, event_id, type, order_id, body, state, due_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
  ).run(delivery.webhookId, delivery.eventId, delivery.type, delivery.orderId, delivery.body, now, now, now)
}

/** What is due, the longest first; not to receivers that are `busy`, so that a slow one holds up nobody else. */
export function listDueDeliveries({ db }: Store, now: number, limit: number, busy: readonly string[]): readonly WebhookDelivery[] {
  return db
    .prepare(
      `SELECT * FROM webhook_deliveries WHERE state = 'waiting' AND due_at <= ? AND webhook_id NOT IN (SELECT value FROM json_each(?))
       ORDER BY due_at, id LIMIT ?`,
    )
    .all(now, JSON.stringify(busy), limit)
    .map((row) => rowSchema.parse(row))
}

/** When the next delivery to a receiver that is not busy is due. */
export function getNextDelivery({ db }: Store, busy: readonly string[]): number | undefined {
  const row = db
    .prepare<[string], { due_at: number }>(
      `SELECT due_at FROM webhook_deliveries WHERE state = 'waiting' AND webhook_id NOT IN (SELECT value FROM json_each(?))
       ORDER BY due_at LIMIT 1`,
    )
    .get(JSON.stringify(busy))
  return row?.due_at
}

/** Records how an attempt ended. */
export function saveAttempt(
  { db }: Store,
  id: number,
  outcome: Pick<WebhookDelivery, 'state' | 'dueAt' | 'lastStatus' | 'lastError'>,
  now: number,
): void {
  db.prepare(
    `UPDATE webhook_deliveries SET state = ?, due_at = ?, last_status = ?, last_error = ?, attempts = attempts + 1, updated_at = ? WHERE id = ?`,
  ).run(outcome.state, outcome.dueAt, outcome.lastStatus ?? null, outcome.lastError ?? null, now, id)
}

/** Gives up what still waits for a receiver. */
export function failDeliveries({ db }: Store, webhookId: string, now: number): void {
  db.prepare("UPDATE webhook_deliveries SET state = 'failed', updated_at = ? WHERE webhook_id = ? AND state = 'waiting'").run(
    now,
    webhookId,
  )
}

/** Owes a delivery again, at once, with all its attempts; false when the receiver has no such delivery. */
export function replayDelivery({ db }: Store, webhookId: string, id: number, now: number): boolean {
  return (
    db
      .prepare("UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due_at = ?, updated_at = ? WHERE id = ? AND webhook_id = ?")
      .run(now, now, id, webhookId).changes === 1
  )
}

/** A receiver's deliveries, newest first, older than `before` when given. */
export function listDeliveries({ db }: Store, webhookId: string, limit: number, before?: number): readonly WebhookDelivery[] {
  return db
    .prepare('SELECT * FROM webhook_deliveries WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?')
    .all(webhookId, before ?? Number.MAX_SAFE_INTEGER, limit)
    .map((row) => rowSchema.parse(row))
}

/** Forgets deliveries that ended before a time. */
export function deleteDeliveries({ db }: Store, before: number): void {
  db.prepare("DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND updated_at < ?").run(before)
}
