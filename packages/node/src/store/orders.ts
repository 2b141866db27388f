/** The `orders` table: one row per order, replaced whole by the engine. */
import { type Corridor, fromJson, type OrderId, toJson } from '@paynode/sdk/protocol'
import type { OrderRecord, OrderState } from '../orders/types.ts'
import type { Store } from './store.ts'

type Row = { readonly record: string }

/** One order, or undefined. */
export function getOrderRecord({ db }: Store, id: OrderId): OrderRecord | undefined {
  const row = db.prepare<[string], Row>('SELECT record FROM orders WHERE id = ?').get(id)
  return row && toRecord(row)
}

/** Inserts or replaces an order. `now` is unix milliseconds. */
export function saveOrderRecord({ db }: Store, record: OrderRecord, now: number): void {
  db.prepare(
    `INSERT INTO orders (id, corridor, payer, state, record, created_block, created_at, updated_at, version)
     VALUES (@id, @corridor, @payer, @state, @record, @block, @createdAt, @now, 1)
     ON CONFLICT (id) DO UPDATE SET state = @state, record = @record, created_block = @block, updated_at = @now, version = version + 1`,
  ).run({
    id: record.id,
    corridor: record.corridor,
    payer: record.order.payer,
    state: record.state,
    record: toJson(record),
    block: record.created.block,
    createdAt: record.created.blockTime,
    now,
  })
}

/** What to list; newest first. */
export type OrderFilter = { readonly state?: OrderState; readonly payer?: string; readonly corridor?: Corridor; readonly limit?: number }

/** Orders that match every given field, newest first, 100 unless told. */
export function listOrderRecords({ db }: Store, filter: OrderFilter = {}): readonly OrderRecord[] {
  return db
    .prepare<object, Row>(
      `SELECT record FROM orders WHERE (@state IS NULL OR state = @state) AND (@payer IS NULL OR payer = @payer COLLATE NOCASE)
       AND (@corridor IS NULL OR corridor = @corridor) ORDER BY created_block DESC, id LIMIT @limit`,
    )
    .all({ state: filter.state ?? null, payer: filter.payer ?? null, corridor: filter.corridor ?? null, limit: filter.limit ?? 100 })
    .map(toRecord)
}

const toRecord = (row: Row) => fromJson(row.record) as OrderRecord // written by saveOrderRecord only
