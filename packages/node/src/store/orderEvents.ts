/** The `order_events` table: an order's life, append-only; what streams and replays read. */
import { fromJson, type OrderId, toJson } from '@paynode/sdk/protocol'
import type { OrderEvent, OrderEventName, OrderState } from '../orders/types.ts'
import type { Store } from './store.ts'

/** One logged event. `at` is unix milliseconds. */
export type LoggedEvent = {
  readonly seq: number
  readonly orderId: OrderId
  readonly type: OrderEvent['type']
  readonly name: OrderEventName | undefined
  readonly state: OrderState
  readonly data: OrderEvent
  readonly at: number
}

type Row = { seq: number; order_id: string; type: string; name: string | null; state: string; data: string; at: number }

/** Appends an event and gives its sequence number. */
export function appendOrderEvent(
  { db }: Store,
  entry: {
    readonly orderId: OrderId
    readonly event: OrderEvent
    readonly name: OrderEventName | undefined
    readonly state: OrderState
    readonly at: number
  },
): number {
  const { orderId, event, name, state, at } = entry
  const result = db
    .prepare('INSERT INTO order_events (order_id, type, name, state, data, at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(orderId, event.type, name ?? null, state, toJson(event), at)
  return Number(result.lastInsertRowid)
}

/** What was logged of an order, oldest first. An order of before this database has no log: `listOrderLife` tells all. */
export function listOrderEvents({ db }: Store, orderId: OrderId): readonly LoggedEvent[] {
  return db.prepare<[string], Row>('SELECT * FROM order_events WHERE order_id = ? ORDER BY seq').all(orderId).map(toEvent)
}

/** Whether anything of an order has been logged. */
export function hasOrderEvents({ db }: Store, orderId: OrderId): boolean {
  return db.prepare('SELECT 1 FROM order_events WHERE order_id = ? LIMIT 1').get(orderId) !== undefined
}

/** Events after a sequence number, of one order or of all, in order. */
export function listOrderEventsAfter({ db }: Store, seq: number, limit: number, orderId?: OrderId): readonly LoggedEvent[] {
  const where = orderId === undefined ? 'seq > @seq' : 'order_id = @orderId AND seq > @seq' // each goes straight to its rows by an index
  return db
    .prepare<object, Row>(`SELECT * FROM order_events WHERE ${where} ORDER BY seq LIMIT @limit`)
    .all({ seq, limit, orderId })
    .map(toEvent)
}

/** Sequence number of the last event; 0 when there is none. */
export function getLastSeq({ db }: Store): number {
  return db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM order_events').get()?.seq ?? 0
}

function toEvent(row: Row): LoggedEvent {
  const data = fromJson(row.data) as OrderEvent // written by appendOrderEvent only
  return {
    seq: row.seq,
    orderId: row.order_id as OrderId,
    type: data.type,
    name: (row.name ?? undefined) as OrderEventName | undefined,
    state: row.state as OrderState,
    data,
    at: row.at,
  }
}
