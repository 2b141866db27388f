/** The `effects` table: the outbox. At most one waiting effect of a kind per order; times are unix milliseconds. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Effect, EffectKind } from '../orders/types.ts'
import type { Store } from './store.ts'

/** An effect that a worker holds. `attempts` counts this one; with the id it names the lease. */
export type LeasedEffect = { readonly id: number; readonly orderId: OrderId; readonly kind: EffectKind; readonly attempts: number }

/** Adds an effect; one that waits already is brought forward, never pushed back. One that runs is to run once more. */
export function enqueueEffect({ db }: Store, orderId: OrderId, { kind, dueAt }: Effect): void {
  db.prepare(
    `INSERT INTO effects (order_id, kind, data, due_at) VALUES (?, ?, '{}', ?)
     ON CONFLICT (order_id, kind) WHERE done_at IS NULL DO UPDATE SET
       due_at = CASE WHEN leased_until > 0 THEN excluded.due_at ELSE min(due_at, excluded.due_at) END, leased_until = 0`,
  ).run(orderId, kind, dueAt)
}

/** Drops waiting effects of some kinds; one that runs loses its lease. */
export function cancelEffects({ db }: Store, orderId: OrderId, kinds: readonly EffectKind[]): void {
  if (kinds.length === 0) return
  const marks = kinds.map(() => '?').join()
  db.prepare(`DELETE FROM effects WHERE order_id = ? AND done_at IS NULL AND kind IN (${marks})`).run(orderId, ...kinds)
}

/** Takes due effects until `now + leaseMs`; a crashed holder's effects come back after that. */
export function leaseDueEffects({ db }: Store, now: number, leaseMs: number, limit: number): readonly LeasedEffect[] {
  return db
    .prepare<object, { id: number; order_id: string; kind: string; attempts: number }>(
      `UPDATE effects SET leased_until = @until, attempts = attempts + 1 WHERE id IN (
         SELECT id FROM effects WHERE done_at IS NULL AND due_at <= @now AND leased_until <= @now ORDER BY due_at LIMIT @limit)
       RETURNING id, order_id, kind, attempts`,
    )
    .all({ now, until: now + leaseMs, limit })
    .map((row) => ({ id: row.id, orderId: row.order_id as OrderId, kind: row.kind as EffectKind, attempts: row.attempts }))
}

/** Whether a holder's effect is still the one that is wanted: neither cancelled nor asked for again. */
export function isLeaseHeld({ db }: Store, { id, attempts }: LeasedEffect): boolean {
  return (
    db.prepare('SELECT 1 FROM effects WHERE id = ? AND attempts = ? AND leased_until > 0 AND done_at IS NULL').get(id, attempts) !==
    undefined
  )
}

/** Marks an effect done, unless its lease was lost. */
export function completeEffect({ db }: Store, { id, attempts }: LeasedEffect, now: number): void {
  db.prepare(
    'UPDATE effects SET done_at = ?, last_error = NULL WHERE id = ? AND attempts = ? AND leased_until > 0 AND done_at IS NULL',
  ).run(now, id, attempts)
}

/** Gives an effect back, due later, unless its lease was lost. */
export function rescheduleEffect({ db }: Store, { id, attempts }: LeasedEffect, dueAt: number, error: string): void {
  db.prepare(
    'UPDATE effects SET due_at = ?, leased_until = 0, last_error = ? WHERE id = ? AND attempts = ? AND leased_until > 0 AND done_at IS NULL',
  ).run(dueAt, error, id, attempts)
}

/** Frees every lease: only the process that owns the database may call it, at start. */
export function releaseLeases({ db }: Store): void {
  db.prepare('UPDATE effects SET leased_until = 0 WHERE done_at IS NULL').run()
}

/** When the next effect that nobody holds is due, or undefined. Walks the index from its front: cheap with any number of waiting effects. */
export function getNextDue({ db }: Store): number | undefined {
  const row = db
    .prepare<[], { due_at: number }>('SELECT due_at FROM effects WHERE done_at IS NULL AND leased_until = 0 ORDER BY due_at LIMIT 1')
    .get()
  return row?.due_at
}
