/** Sealed recipient details: ciphertext only, one row per order and provider, each with a time to be erased at. */
import type { OrderId, ProviderId, SealedRecipient } from '@paynode/sdk/protocol'
import { sealedRecipientSchema } from '@paynode/sdk/protocol'
import type { Store } from './store.ts'

/** Where a row is. */
export type RecipientKey = { readonly orderId: OrderId; readonly provider: ProviderId }

/** One envelope. Times are unix milliseconds. */
export type RecipientRow = RecipientKey & { readonly sealed: SealedRecipient; readonly receivedAt: number; readonly expiresAt: number }

/** Stores an envelope; false when the order and provider have one already, which stays. */
export function addRecipient({ db }: Store, row: RecipientRow): boolean {
  const { changes } = db
    .prepare('INSERT OR IGNORE INTO recipients (order_id, provider, sealed, received_at, expires_at) VALUES (?, ?, ?, ?, ?)')
    .run(row.orderId, row.provider, JSON.stringify(row.sealed), row.receivedAt, row.expiresAt)
  return changes > 0
}

/** The envelope of an order for a provider. */
export function getRecipient({ db }: Store, { orderId, provider }: RecipientKey): SealedRecipient | undefined {
  const row = db.prepare('SELECT sealed FROM recipients WHERE order_id = ? AND provider = ?').get(orderId, provider) as
    | { sealed: string }
    | undefined
  return row && sealedRecipientSchema.parse(JSON.parse(row.sealed))
}

/** Erases the envelope of one provider. */
export function deleteRecipient({ db }: Store, { orderId, provider }: RecipientKey): void {
  db.prepare('DELETE FROM recipients WHERE order_id = ? AND provider = ?').run(orderId, provider)
}

/** Erases every envelope of an order and says how many there were. */
export function deleteRecipients({ db }: Store, orderId: OrderId): number {
  return db.prepare('DELETE FROM recipients WHERE order_id = ?').run(orderId).changes
}

/** Envelopes in the table, of all orders or of one. */
export function countRecipients({ db }: Store, orderId?: OrderId): number {
  const statement = orderId
    ? db.prepare('SELECT count(*) AS total FROM recipients WHERE order_id = ?').get(orderId)
    : db.prepare('SELECT count(*) AS total FROM recipients').get()
  return (statement as { total: number }).total
}

/** Orders with envelopes that were to be erased at or before `now`. */
export function listExpiredRecipients({ db }: Store, now: number): readonly OrderId[] {
  const rows = db.prepare('SELECT DISTINCT order_id FROM recipients WHERE expires_at <= ? ORDER BY order_id').all(now)
  return (rows as { order_id: OrderId }[]).map(({ order_id }) => order_id)
}

/** Keeps an order's envelopes until `expiresAt`. */
export function extendRecipients({ db }: Store, orderId: OrderId, expiresAt: number): void {
  db.prepare('UPDATE recipients SET expires_at = ? WHERE order_id = ?').run(expiresAt, orderId)
}
