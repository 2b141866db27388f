/** The `cursor` table: the last block whose facts are durable. */
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** Where ingestion stands. */
export type Cursor = { readonly number: number; readonly hash: Hex }

/** The cursor, or undefined before the first block. */
export function getCursor({ db }: Store): Cursor | undefined {
  const row = db.prepare<[], { block: number; hash: string }>('SELECT block, hash FROM cursor WHERE id = 1').get()
  return row && { number: row.block, hash: row.hash as Hex }
}

/** Moves the cursor; call it in the transaction that saves the block. */
export function setCursor({ db }: Store, { number, hash }: Cursor): void {
  db.prepare(
    'INSERT INTO cursor (id, block, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET block = excluded.block, hash = excluded.hash',
  ).run(number, hash)
}
