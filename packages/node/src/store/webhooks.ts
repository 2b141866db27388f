/** The `webhooks` table: whom the gateway tells what happens to orders. */
import type { Address } from 'viem'
import { z } from 'zod'
import type { Store } from './store.ts'

/** What can be told: the founding names of order events. */
export const webhookEvents = [
  'order.created',
  'order.pending',
  'order.assigned',
  'order.fulfilled',
  'order.validated',
  'order.settled',
  'order.failed',
  'order.refunded',
] as const
export type WebhookEventName = (typeof webhookEvents)[number]

/** One receiver. `disabled`: it failed for days and is told nothing until a delivery to it succeeds again. */
export type Webhook = {
  readonly id: string
  readonly owner: string
  readonly url: string
  readonly events: readonly WebhookEventName[]
  /** Only this payer's orders, when there is one. */
  readonly payer?: Address | undefined
  /** Shared with the receiver; deliveries are signed with it. */
  readonly secret: string
  readonly state: 'active' | 'disabled'
  /** Unix milliseconds. */
  readonly createdAt: number
}

const rowSchema = z
  .object({
    id: z.string(),
    owner: z.string(),
    url: z.string(),
    events: z.string().transform((text) => z.array(z.enum(webhookEvents)).parse(JSON.parse(text))),
    payer: z.custom<Address>((value) => typeof value === 'string').nullable(),
    secret: z.string(),
    state: z.enum(['active', 'disabled']),
    created_at: z.int(),
  })
  .transform(({ payer, created_at, ...row }): Webhook => ({ ...row, payer: payer ?? undefined, createdAt: created_at }))

/** Adds a receiver, unless its owner has `most` already: false then. From the first one on, events are told as they come, none before. */
export function addWebhook(store: Store, webhook: Webhook, most: number): boolean {
  return store.transaction(() => {
    const { total } = store.db.prepare('SELECT count(*) AS total FROM webhooks WHERE owner = ?').get(webhook.owner) as { total: number }
    if (total >= most) return false
    store.db
      .prepare('INSERT INTO webhooks (id, owner, url, events, payer, secret, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        webhook.id,
        webhook.owner,
        webhook.url,
        JSON.stringify(webhook.events),
        webhook.payer ?? null,
        webhook.secret,
        webhook.state,
        webhook.createdAt,
      )
    return true
  })
}

/** One receiver of an owner, or of anybody. */
export function getWebhook({ db }: Store, id: string, owner?: string): Webhook | undefined {
  const row = db.prepare('SELECT * FROM webhooks WHERE id = ? AND (? IS NULL OR owner = ?)').get(id, owner ?? null, owner ?? null)
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** An owner's receivers, oldest first. */
export function listWebhooks({ db }: Store, owner: string): readonly Webhook[] {
  return db
    .prepare('SELECT * FROM webhooks WHERE owner = ? ORDER BY created_at, id')
    .all(owner)
    .map((row) => rowSchema.parse(row))
}

/** Receivers that are told things. */
export function listActiveWebhooks({ db }: Store): readonly Webhook[] {
  return db
    .prepare("SELECT * FROM webhooks WHERE state = 'active'")
    .all()
    .map((row) => rowSchema.parse(row))
}

/** Whether there are any, active or not. */
export function hasWebhooks({ db }: Store): boolean {
  return db.prepare('SELECT 1 FROM webhooks LIMIT 1').get() !== undefined
}

/** Turns a receiver on or off. */
export function setWebhookState({ db }: Store, id: string, state: Webhook['state']): void {
  db.prepare('UPDATE webhooks SET state = ? WHERE id = ?').run(state, id)
}

/** Removes an owner's receiver with its deliveries; false when there is none. */
export function deleteWebhook({ db }: Store, id: string, owner: string): boolean {
  return db.prepare('DELETE FROM webhooks WHERE id = ? AND owner = ?').run(id, owner).changes === 1
}

/** Sequence number of the last order event that was handed out; undefined before the first time. */
export function getWebhookCursor({ db }: Store): number | undefined {
  return db.prepare<[], { seq: number }>('SELECT seq FROM webhook_cursor WHERE id = 1').get()?.seq
}

/** Moves the cursor. */
export function setWebhookCursor({ db }: Store, seq: number): void {
  db.prepare('INSERT INTO webhook_cursor (id, seq) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq').run(seq)
}
