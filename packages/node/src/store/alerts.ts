/** What waits for the operator: one row while it lasts. */
import { z } from 'zod'
import type { Store } from './store.ts'

/** `subject` is a PSP's id or an order's; `detail` says what to do and names nobody. `raisedAt` is unix milliseconds. */
export type AlertRow = { readonly subject: string; readonly kind: string; readonly detail: string; readonly raisedAt: number }

/** Writes an alert down; false when it stands already. */
export function raiseAlert(store: Store, { subject, kind, detail, raisedAt }: AlertRow): boolean {
  return (
    store.db
      .prepare('INSERT INTO alerts (subject, kind, detail, raised_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(subject, kind, detail, raisedAt).changes > 0
  )
}

/** Takes an alert away; false when there was none. */
export function clearAlert(store: Store, { subject, kind }: Pick<AlertRow, 'subject' | 'kind'>): boolean {
  return store.db.prepare('DELETE FROM alerts WHERE subject = ? AND kind = ?').run(subject, kind).changes > 0
}

/** What stands, oldest first. */
export function listAlerts(store: Store): readonly AlertRow[] {
  return store.db
    .prepare('SELECT subject, kind, detail, raised_at FROM alerts ORDER BY raised_at, subject, kind')
    .all()
    .map((row) => {
      const { raised_at: raisedAt, ...alert } = rowSchema.parse(row)
      return { ...alert, raisedAt }
    })
}

const rowSchema = z.object({ subject: z.string(), kind: z.string(), detail: z.string(), raised_at: z.int() })
