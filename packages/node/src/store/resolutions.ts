/** What people decided about payouts, with who, when and why; written before anything acts on it, and never changed but for its outcome. */
import type { OrderId } from '@paynode/sdk/protocol'
import { z } from 'zod'
import type { Store } from './store.ts'

/** A person's word. `why` is the proof or the reason; `paidAt` unix seconds, with `paid` alone; `decidedAt` unix milliseconds. */
export type Resolution = {
  readonly orderId: OrderId
  readonly verdict: 'paid' | 'failed'
  readonly paidAt?: number | undefined
  readonly why: string
  readonly decidedBy: string
  readonly decidedAt: number
}

/** A recorded one. `answer` says what the daemon made of it; `judgedAt` is unix milliseconds. */
export type ResolutionRow = Resolution & {
  readonly id: number
  readonly outcome: 'waiting' | 'applied' | 'refused'
  readonly answer?: string | undefined
  readonly judgedAt?: number | undefined
}

/** Records a decision and gives its id; undefined while an earlier one about the same payout waits. */
export function addResolution(store: Store, resolution: Resolution): number | undefined {
  const { orderId, verdict, paidAt, why, decidedBy, decidedAt } = resolution
  const added = store.db
    .prepare(
      `INSERT INTO resolutions (order_id, verdict, paid_at, why, decided_by, decided_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (order_id) WHERE outcome = 'waiting' DO NOTHING`,
    )
    .run(orderId, verdict, paidAt ?? null, why, decidedBy, decidedAt)
  return added.changes > 0 ? Number(added.lastInsertRowid) : undefined
}

/** Decisions that match every given field, oldest first. */
export function listResolutions(
  store: Store,
  filter: { readonly id?: number; readonly orderId?: OrderId; readonly outcome?: ResolutionRow['outcome'] } = {},
): readonly ResolutionRow[] {
  return store.db
    .prepare(
      `SELECT * FROM resolutions WHERE (@id IS NULL OR id = @id) AND (@orderId IS NULL OR order_id = @orderId)
       AND (@outcome IS NULL OR outcome = @outcome) ORDER BY id`,
    )
    .all({ id: filter.id ?? null, orderId: filter.orderId ?? null, outcome: filter.outcome ?? null })
    .map(toResolutionRow)
}

/** Closes a waiting decision; false when it is closed already. `at` is unix milliseconds. */
export function closeResolution(
  store: Store,
  id: number,
  { outcome, answer, at }: { readonly outcome: 'applied' | 'refused'; readonly answer: string; readonly at: number },
): boolean {
  const close = store.db.prepare(`UPDATE resolutions SET outcome = ?, answer = ?, judged_at = ? WHERE id = ? AND outcome = 'waiting'`)
  return close.run(outcome, answer, at, id).changes > 0
}

const rowSchema = z.object({
  id: z.int(),
  order_id: z.custom<OrderId>((value) => typeof value === 'string'),
  verdict: z.enum(['paid', 'failed']),
  paid_at: z.int().nullable(),
  why: z.string(),
  decided_by: z.string(),
  decided_at: z.int(),
  outcome: z.enum(['waiting', 'applied', 'refused']),
  answer: z.string().nullable(),
  judged_at: z.int().nullable(),
})

function toResolutionRow(raw: unknown): ResolutionRow {
  const { order_id: orderId, paid_at, decided_by: decidedBy, decided_at: decidedAt, answer, judged_at, ...row } = rowSchema.parse(raw)
  return {
    ...row,
    orderId,
    decidedBy,
    decidedAt,
    paidAt: paid_at ?? undefined,
    answer: answer ?? undefined,
    judgedAt: judged_at ?? undefined,
  }
}
