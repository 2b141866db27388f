/** The `reports` table: signed reports as they came; two of one signer for one epoch are both kept, as proof. */
import { type Corridor, fromJson, type ProviderId, type Report, reportSchema, type SignedReport, toJson } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** Saves a report. The same content again changes nothing, whatever its signature; after two different ones, further ones prove nothing new. */
export function saveReport({ db }: Store, { report, signature }: SignedReport, now: number): void {
  const parsed = reportSchema.parse(report) // one content, one text: the schema fixes the order of keys and the case of addresses
  const { corridor, epoch, provider } = parsed
  const text = toJson(parsed)
  db.prepare(`
    INSERT INTO reports (corridor, epoch, provider, signature, report, received_at)
    SELECT @corridor, @epoch, @provider, @signature, @text, @now
    WHERE NOT EXISTS (SELECT 1 FROM reports WHERE corridor = @corridor AND epoch = @epoch AND provider = @provider AND report = @text)
      AND (SELECT count(*) FROM reports WHERE corridor = @corridor AND epoch = @epoch AND provider = @provider) < 2
    ON CONFLICT DO NOTHING
  `).run({ corridor, epoch, provider, signature, text, now })
}

/** Every signed report of a corridor and epoch. */
export function listReports({ db }: Store, corridor: Corridor, epoch: number): readonly SignedReport[] {
  return db
    .prepare<[string, number], { signature: string; report: string }>(
      'SELECT signature, report FROM reports WHERE corridor = ? AND epoch = ? ORDER BY provider, signature',
    )
    .all(corridor, epoch)
    .map((row) => ({ report: fromJson(row.report) as Report, signature: row.signature as Hex })) // written by saveReport only
}

/** How many different reports a provider signed for an epoch. More than one is equivocation. */
export function countReports({ db }: Store, corridor: Corridor, epoch: number, provider: ProviderId): number {
  const row = db
    .prepare<[string, number, string], { count: number }>(
      'SELECT count(DISTINCT report) AS count FROM reports WHERE corridor = ? AND epoch = ? AND provider = ?',
    )
    .get(corridor, epoch, provider)
  return row?.count ?? 0
}

/** Forgets epochs before one. */
export function deleteReportsBefore({ db }: Store, corridor: Corridor, epoch: number): void {
  db.prepare('DELETE FROM reports WHERE corridor = ? AND epoch < ?').run(corridor, epoch)
}
