/** Payout rows: one per order, for life, with the exact request bytes; and the append-only trail of what was seen. */
import { type Corridor, fromJson, type OrderId, type PaymentReference, toJson } from '@paynode/sdk/protocol'
import { z } from 'zod'
import type { Evidence, PreparedPayout, PspReason } from '../payout/psp.ts'
import { pspStatuses } from '../payout/psp.ts'
import type { Store } from './store.ts'
import { sumAmounts } from './sumAmounts.ts'

/** `SUBMITTING`: the request may be on the wire. `UNKNOWN`: nobody knows. `REJECTED`: definitively refused. The rest is what the PSP says. */
export const payoutStates = ['SUBMITTING', 'UNKNOWN', 'REJECTED', ...pspStatuses] as const
export type PayoutState = (typeof payoutStates)[number]

/** One payout. `amount` is minor units of `currency`; times are unix milliseconds, `paidAt` unix seconds. */
export type PayoutRow = {
  readonly orderId: OrderId
  readonly reference: PaymentReference
  readonly psp: string
  readonly state: PayoutState
  readonly currency: string
  readonly amount: bigint
  /** Exact bytes that were sent; undefined once erased. */
  readonly request?: PreparedPayout | undefined
  readonly pspId?: string | undefined
  readonly paidAt?: number | undefined
  readonly createdAt: number
  readonly updatedAt: number
}

/** What a trail entry holds besides the state: codes and hashes, no personal data. */
export type PayoutNote = { readonly reason?: PspReason | string | undefined; readonly evidence?: Evidence | undefined }
/** What is seen or done beside the states of the row. `RESUBMITTED` is written before the same bytes leave again; `STRANGE` is an answer that nobody documented. */
export const payoutObservations = ['NOT_FOUND', 'DUPLICATE', 'THROTTLED', 'RESUBMITTED', 'STRANGE'] as const
export type PayoutObservation = PayoutState | (typeof payoutObservations)[number]
export type PayoutEvent = { readonly state: PayoutObservation; readonly note: PayoutNote; readonly at: number }

/** What a row moves to. `at` is unix milliseconds, `paidAt` unix seconds. */
type PayoutChange = PayoutNote & {
  readonly state: PayoutState
  readonly at: number
  readonly pspId?: string | undefined
  readonly paidAt?: number | undefined
}

/** Records a payout before its request leaves. @throws when the order has a payout already: it must never be sent again. */
export function insertPayout(store: Store, row: Omit<PayoutRow, 'updatedAt' | 'state' | 'pspId' | 'paidAt'>): void {
  store.transaction(() => {
    store.db
      .prepare(
        `INSERT INTO payouts (order_id, reference, psp, state, currency, amount, request, created_at, updated_at)
         VALUES (?, ?, ?, 'SUBMITTING', ?, ?, ?, ?, ?)`,
      )
      .run(
        row.orderId,
        row.reference,
        row.psp,
        row.currency,
        row.amount.toString(),
        row.request ? toJson(row.request) : null,
        row.createdAt,
        row.createdAt,
      )
    appendPayoutEvent(store, row.orderId, { state: 'SUBMITTING', note: {}, at: row.createdAt })
  })
}

/**
 * Starts a payout anew at another PSP, after the one before is known to have failed: its row is kept among the attempts. The reference stays.
 * @throws when the row is not one that failed: only then can nothing of it be paid any more.
 */
export function restartPayout(
  store: Store,
  orderId: OrderId,
  next: { readonly psp: string; readonly request: PreparedPayout; readonly at: number },
): void {
  store.transaction(() => {
    const row = getPayout(store, orderId)
    if (!row || !failedPayoutStates.has(row.state))
      throw new Error(`the payout of ${orderId} is ${row?.state ?? 'missing'}; only a failed one starts anew`)
    store.db
      .prepare(
        `INSERT INTO payout_attempts (order_id, reference, psp, state, currency, amount, request, psp_id, paid_at, created_at, updated_at)
         SELECT order_id, reference, psp, state, currency, amount, request, psp_id, paid_at, created_at, updated_at FROM payouts WHERE order_id = ?`,
      )
      .run(orderId)
    store.db
      .prepare(
        `UPDATE payouts SET psp = ?, state = 'SUBMITTING', request = ?, psp_id = NULL, paid_at = NULL, created_at = ?, updated_at = ? WHERE order_id = ?`,
      )
      .run(next.psp, toJson(next.request), next.at, next.at, orderId)
    appendPayoutEvent(store, orderId, { state: 'SUBMITTING', note: { reason: `failed over to ${next.psp}` }, at: next.at })
  })
}

/** Earlier attempts of an order's payout, oldest first; each of them failed. */
export function listPayoutAttempts(store: Store, orderId: OrderId): readonly PayoutRow[] {
  return store.db.prepare('SELECT * FROM payout_attempts WHERE order_id = ? ORDER BY attempt').all(orderId).map(toPayoutRow)
}

/** The payout of an order, if its request was ever recorded. */
export function getPayout(store: Store, orderId: OrderId): PayoutRow | undefined {
  const row = store.db.prepare('SELECT * FROM payouts WHERE order_id = ?').get(orderId)
  return row === undefined ? undefined : toPayoutRow(row)
}

/** The payout that a PSP speaks of, by our reference or by its own id; an earlier attempt when the order is paid elsewhere by now. */
export function findPayout(
  store: Store,
  { psp, reference, pspId }: { readonly psp: string; readonly reference?: string | undefined; readonly pspId?: string | undefined },
): PayoutRow | undefined {
  const [row] = (['payouts', 'payout_attempts'] as const).flatMap((table) =>
    store.db
      .prepare(`SELECT * FROM ${table} WHERE psp = ? AND (reference = ? OR (psp_id IS NOT NULL AND psp_id = ?))`)
      .all(psp, reference ?? null, pspId ?? null),
  )
  return row === undefined ? undefined : toPayoutRow(row)
}

/** Payouts, oldest first; all of them, or those in some states. */
export function listPayouts(store: Store, filter: { readonly states?: readonly PayoutState[] | undefined } = {}): readonly PayoutRow[] {
  const { states = payoutStates } = filter
  const marks = states.map(() => '?').join()
  return store.db
    .prepare(`SELECT * FROM payouts WHERE state IN (${marks}) ORDER BY created_at, order_id`)
    .all(...states)
    .map(toPayoutRow)
}

/**
 * Moves a payout forward and appends to its trail; a step backwards (a late or repeated answer) changes nothing.
 * Returns whether the row moved.
 */
export function setPayoutState(store: Store, orderId: OrderId, change: PayoutChange): boolean {
  return store.transaction(() => {
    const row = getPayout(store, orderId)
    if (!row || row.state === change.state || !isForward(row.state, change.state)) return false
    writeState(store, orderId, change)
    return true
  })
}

/**
 * The one step out of a failure: a person and the PSP both say that the payout was made after all.
 * @throws when the row is not one that failed.
 */
export function correctPayout(store: Store, orderId: OrderId, change: PayoutChange & { readonly state: 'SUCCEEDED' }): void {
  store.transaction(() => {
    const row = getPayout(store, orderId)
    if (!row || !failedPayoutStates.has(row.state))
      throw new Error(`the payout of ${orderId} is ${row?.state ?? 'missing'}, it has not failed`)
    writeState(store, orderId, change)
  })
}

function writeState(store: Store, orderId: OrderId, { state, pspId, paidAt, reason, evidence, at }: PayoutChange): void {
  store.db
    .prepare(
      'UPDATE payouts SET state = ?, psp_id = coalesce(?, psp_id), paid_at = coalesce(?, paid_at), updated_at = ? WHERE order_id = ?',
    )
    .run(state, pspId ?? null, paidAt ?? null, at, orderId)
  appendPayoutEvent(store, orderId, { state, note: { reason, evidence }, at })
}

/** Appends an observation to a payout's trail. */
export function appendPayoutEvent(store: Store, orderId: OrderId, event: PayoutEvent): void {
  store.db
    .prepare('INSERT INTO payout_events (order_id, state, evidence, at) VALUES (?, ?, ?, ?)')
    .run(orderId, event.state, toJson(event.note), event.at)
}

/** A payout's trail, oldest first. */
export function listPayoutEvents(store: Store, orderId: OrderId): readonly PayoutEvent[] {
  return store.db
    .prepare('SELECT state, evidence, at FROM payout_events WHERE order_id = ? ORDER BY seq')
    .all(orderId)
    .map((row) => {
      const { state, evidence, at } = eventSchema.parse(row)
      return { state, note: fromJson(evidence) as PayoutNote, at } // written by appendPayoutEvent alone
    })
}

/** What was seen of the attempt under way: the trail since its request was recorded. */
export function listAttemptEvents(store: Store, orderId: OrderId): readonly PayoutEvent[] {
  const trail = listPayoutEvents(store, orderId)
  return trail.slice(
    Math.max(
      0,
      trail.findLastIndex(({ state }) => state === 'SUBMITTING'),
    ),
  )
}

/** Minor units of a currency, or of one corridor of it, sent out since a time (unix milliseconds); refused and failed payouts do not count. */
export function sumPayoutsSince(store: Store, currency: string, since: number, corridor?: Corridor): bigint {
  const rows = store.db
    .prepare(
      `SELECT amount FROM payouts WHERE currency = @currency AND created_at >= @since AND state NOT IN ('REJECTED', 'FAILED', 'CANCELLED')
       AND (@corridor IS NULL OR (SELECT corridor FROM orders WHERE id = order_id) = @corridor)`,
    )
    .all({ currency, since, corridor: corridor ?? null })
  return sumAmounts(rows)
}

/** Erases the request bytes (they hold the recipient's details) of finished payouts last touched before a time. Returns how many. */
export function erasePayoutRequests(store: Store, before: number): number {
  const erase = (table: 'payouts' | 'payout_attempts') =>
    store.db
      .prepare(
        `UPDATE ${table} SET request = NULL WHERE request IS NOT NULL AND updated_at < ?
         AND state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'RETURNED', 'REJECTED')`,
      )
      .run(before).changes
  return erase('payouts') + erase('payout_attempts')
}

/** Definitively without effect: no money moved, and none will. */
export const failedPayoutStates: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'REJECTED'])
const finalStates: ReadonlySet<string> = new Set([...failedPayoutStates, 'RETURNED'])

/** Final states stay; a success can only be returned; an acknowledged payout is never SUBMITTING again. */
function isForward(from: PayoutState, to: PayoutState): boolean {
  if (finalStates.has(from) || to === 'SUBMITTING') return false
  if (from === 'SUCCEEDED') return to === 'RETURNED'
  if (to === 'UNKNOWN') return from === 'SUBMITTING'
  if (to === 'REJECTED') return from === 'SUBMITTING' || from === 'UNKNOWN'
  return true
}

const minorUnits = z.string().transform(BigInt)
const eventSchema = z.object({ state: z.enum([...payoutStates, ...payoutObservations]), evidence: z.string(), at: z.number() })
const rowSchema = z.object({
  order_id: z.custom<OrderId>((value) => typeof value === 'string'),
  reference: z.custom<PaymentReference>((value) => typeof value === 'string'),
  psp: z.string(),
  state: z.enum(payoutStates),
  currency: z.string(),
  amount: minorUnits,
  request: z.string().nullable(),
  psp_id: z.string().nullable(),
  paid_at: z.number().nullable(),
  created_at: z.number(),
  updated_at: z.number(),
})

function toPayoutRow(raw: unknown): PayoutRow {
  const row = rowSchema.parse(raw)
  return {
    orderId: row.order_id,
    reference: row.reference,
    psp: row.psp,
    state: row.state,
    currency: row.currency,
    amount: row.amount,
    request: row.request === null ? undefined : (fromJson(row.request) as PreparedPayout), // written by insertPayout alone
    pspId: row.psp_id ?? undefined,
    paidAt: row.paid_at ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
