/** The `bundles` and `statements` tables: canonical report bytes by digest, and what was put on the chain of them. */
import type { AnchorStatement, Corridor } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** Saves the bytes behind a digest. `agreed` ones are what this daemon froze; that is never taken back. `now` is unix milliseconds. */
export function saveBundle(
  { db }: Store,
  item: { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex; readonly body: Uint8Array; readonly agreed: boolean },
  now: number,
): void {
  db.prepare(
    `INSERT INTO bundles (corridor, epoch, digest, body, agreed, saved_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (corridor, epoch, digest) DO UPDATE SET agreed = max(agreed, excluded.agreed)`,
  ).run(item.corridor, item.epoch, item.digest, item.body, Number(item.agreed), now)
}

/** The bytes behind a digest, or undefined. */
export function getBundleBody({ db }: Store, corridor: Corridor, epoch: number, digest: Hex): Uint8Array | undefined {
  return db
    .prepare<[string, number, string], { body: Buffer }>('SELECT body FROM bundles WHERE corridor = ? AND epoch = ? AND digest = ?')
    .get(corridor, epoch, digest)?.body
}

/** What this daemon agreed on in an epoch, or undefined. */
export function getAgreedBody({ db }: Store, corridor: Corridor, epoch: number): Uint8Array | undefined {
  return db
    .prepare<[string, number], { body: Buffer }>('SELECT body FROM bundles WHERE corridor = ? AND epoch = ? AND agreed = 1')
    .get(corridor, epoch)?.body
}

/** Keeps the parts of a digest that is, or may be, on the chain. */
export function saveStatement({ db }: Store, digest: Hex, { corridor, epoch, bundle, height, root }: AnchorStatement): void {
  db.prepare('INSERT INTO statements (digest, corridor, epoch, bundle, height, root) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(
    digest,
    corridor,
    epoch,
    bundle,
    height,
    root,
  )
}

/** The parts of a digest, or undefined. */
export function getStatement({ db }: Store, digest: Hex): AnchorStatement | undefined {
  const row = db
    .prepare<[string], { corridor: string; epoch: number; bundle: string; height: number; root: string }>(
      'SELECT corridor, epoch, bundle, height, root FROM statements WHERE digest = ?',
    )
    .get(digest)
  return row && { ...row, corridor: row.corridor as Corridor, bundle: row.bundle as Hex, root: row.root as Hex } // written by saveStatement only
}

/** Forgets epochs before one, in every table that grows with epochs. Proofs of equivocation stay. */
export function deleteEpochsBefore({ db }: Store, corridor: Corridor, epoch: number): void {
  for (const table of ['bundles', 'statements', 'votes'])
    db.prepare(`DELETE FROM ${table} WHERE corridor = ? AND epoch < ?`).run(corridor, epoch)
}
