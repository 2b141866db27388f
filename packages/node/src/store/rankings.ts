/** The `rankings` table: what was decided on what, so that it can be explained and replayed. */
import { fromJson, type OrderId, toJson } from '@paynode/sdk/protocol'
import type { Ranking } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** A stored decision. */
export type StoredRanking = { readonly bundleDigest: Hex; readonly ranking: Ranking }

/** Saves or replaces an order's ranking. */
export function saveRanking({ db }: Store, orderId: OrderId, { bundleDigest, ranking }: StoredRanking): void {
  db.prepare(
    'INSERT INTO rankings (order_id, digest, bundle_digest, result) VALUES (?, ?, ?, ?) ON CONFLICT (order_id) DO UPDATE SET digest = excluded.digest, bundle_digest = excluded.bundle_digest, result = excluded.result',
  ).run(orderId, ranking.digest, bundleDigest, toJson(ranking))
}

/** An order's ranking, or undefined. */
export function getRanking({ db }: Store, orderId: OrderId): StoredRanking | undefined {
  const row = db
    .prepare<[string], { bundle_digest: string; result: string }>('SELECT bundle_digest, result FROM rankings WHERE order_id = ?')
    .get(orderId)
  return row && { bundleDigest: row.bundle_digest as Hex, ranking: fromJson(row.result) as Ranking } // written by saveRanking only
}
