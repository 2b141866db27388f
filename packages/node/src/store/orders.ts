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

/** What to list; newest first. `after` is where the page before ended. */
export type OrderFilter = {
  readonly state?: OrderState
  readonly payer?: string
  readonly corridor?: Corridor
  readonly limit?: number
  readonly after?: { readonly block: number; readonly id: OrderId } | undefined
}

/** Orders that match every given field, newest first, 100 unless told. */
export function listOrderRecords({ db }: Store, filter: OrderFilter = {}): readonly OrderRecord[] {
  const { state, payer, corridor, limit = 100, after } = filter
  const conditions = [
    ...(state === undefined ? [] : ['state = @state']),
    ...(payer === undefined ? [] : ['payer = @payer COLLATE NOCASE']),
    ...(corridor === undefined ? [] : ['corridor = @corridor']),
    ...(after === undefined ? [] : ['(created_block < @block OR (created_block = @block AND id > @id))']),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return db
    .prepare<object, Row>(`SELECT record FROM orders ${where} ORDER BY created_block DESC, id LIMIT @limit`)
    .all({ state, payer, corridor, limit, block: after?.block, id: after?.id })
    .map(toRecord)
}

/** Orders that have not ended, those that changed since a time (unix milliseconds), and some named ones; in order of id. */
export function listOrderRecordsSince({ db }: Store, since: number, ids: readonly OrderId[]): readonly OrderRecord[] {
  return db
    .prepare<object, Row>(
      `SELECT record FROM orders WHERE state NOT IN ('settled', 'refunded') OR updated_at >= @since
       OR id IN (SELECT value FROM json_each(@ids)) ORDER BY id`,
    )
    .all({ since, ids: JSON.stringify(ids) })
    .map(toRecord)
}

const toRecord = (row: Row) => fromJson(row.record) as OrderRecord // written by saveOrderRecord only
