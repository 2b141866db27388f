/** The `history` table: how far the chain had come when this database was new. Orders that ended there happened without this daemon. */
import type { Store } from './store.ts'

/** The last block of the time before this database; −1 when it was there from the start. */
export function getHistory({ db }: Store): number {
  return db.prepare<[], { block: number }>('SELECT block FROM history WHERE id = 1').get()?.block ?? -1
}

/** Says how far history goes. */
export function setHistory({ db }: Store, block: number): void {
  db.prepare('INSERT INTO history (id, block) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET block = excluded.block').run(block)
}
