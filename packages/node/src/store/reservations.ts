/** Float reservations: money set aside per order until its payout is posted or the reservation is voided. */
import type { Amount, Corridor, OrderId } from '@paynode/sdk/protocol'
import { z } from 'zod'
import type { Store } from './store.ts'
import { sumAmounts } from './sumAmounts.ts'

export type ReservationState = 'reserved' | 'posted' | 'voided'
/** One reservation. `amount` is minor units of `currency`; times are unix milliseconds. */
export type Reservation = {
  readonly orderId: OrderId
  readonly psp: string
  readonly currency: string
  readonly amount: bigint
  readonly state: ReservationState
  readonly updatedAt: number
}

/** The reservation of an order. */
export function getReservation(store: Store, orderId: OrderId): Reservation | undefined {
  const row = store.db.prepare('SELECT * FROM reservations WHERE order_id = ?').get(orderId)
  return row === undefined ? undefined : toReservation(row)
}

/** Sets money aside; a voided reservation of the same order starts anew. */
export function putReservation(
  store: Store,
  parameters: { readonly orderId: OrderId; readonly psp: string; readonly amount: Amount; readonly at: number },
): void {
  const { orderId, psp, amount, at } = parameters
  store.db
    .prepare(
      `INSERT INTO reservations (order_id, psp, currency, amount, state, created_at, updated_at) VALUES (?, ?, ?, ?, 'reserved', ?, ?)
       ON CONFLICT (order_id) DO UPDATE SET psp = excluded.psp, currency = excluded.currency, amount = excluded.amount,
         state = 'reserved', updated_at = excluded.updated_at WHERE state = 'voided'`,
    )
    .run(orderId, psp, amount.currency, amount.value.toString(), at, at)
}

/** Moves a reservation. */
export function setReservationState(store: Store, orderId: OrderId, state: ReservationState, at: number): void {
  store.db.prepare('UPDATE reservations SET state = ?, updated_at = ? WHERE order_id = ?').run(state, at, orderId)
}

/**
 * Minor units that a PSP's balance read at `readAt` (unix milliseconds) may still hold but are spoken for: everything reserved there, and
 * everything posted since the balance was read.
 */
export function sumReserved(
  store: Store,
  { psp, currency, readAt }: { readonly psp: string; readonly currency: string; readonly readAt: number },
): bigint {
  const rows = store.db
    .prepare(
      `SELECT amount FROM reservations WHERE psp = ? AND currency = ? AND (state = 'reserved' OR (state = 'posted' AND updated_at >= ?))`,
    )
    .all(psp, currency, readAt)
  return sumAmounts(rows)
}

/**
 * Minor units of a currency, or of one corridor of it, that are held for claims whose payout has not begun; `except` is the order that asks.
 * What has begun is the ledger's.
 */
export function sumHeldForClaims(store: Store, { currency, corridor, except }: ClaimsFilter): bigint {
  const rows = store.db
    .prepare(
      `SELECT amount FROM reservations WHERE state = 'reserved' AND currency = @currency AND order_id <> @except
       AND NOT EXISTS (SELECT 1 FROM payouts WHERE payouts.order_id = reservations.order_id)
       AND (@corridor IS NULL OR (SELECT corridor FROM orders WHERE id = order_id) = @corridor)`,
    )
    .all({ currency, except, corridor: corridor ?? null })
  return sumAmounts(rows)
}
type ClaimsFilter = { readonly currency: string; readonly corridor?: Corridor | undefined; readonly except: OrderId }

/** Orders of a corridor for which money is set aside and not gone yet, one left out. */
export function countReserved(store: Store, { corridor, except }: { readonly corridor: Corridor; readonly except: OrderId }): number {
  const row = store.db
    .prepare<object, { count: number }>(
      `SELECT count(*) AS count FROM reservations WHERE state = 'reserved' AND order_id <> @except
       AND (SELECT corridor FROM orders WHERE id = order_id) = @corridor`,
    )
    .get({ except, corridor })
  return row?.count ?? 0
}

const minorUnits = z.string().transform(BigInt)
const rowSchema = z.object({
  order_id: z.custom<OrderId>((value) => typeof value === 'string'),
  psp: z.string(),
  currency: z.string(),
  amount: minorUnits,
  state: z.enum(['reserved', 'posted', 'voided']),
  updated_at: z.number(),
})

function toReservation(raw: unknown): Reservation {
  const { order_id, updated_at, ...row } = rowSchema.parse(raw)
  return { ...row, orderId: order_id, updatedAt: updated_at }
}
