/** The `folds` table: the projections as they stood after a block. */
import type { Store } from './store.ts'

/** Heights that are kept: a reorganisation goes back to the one below it. */
const KEEP = 4

/** Saves what the projections are after a block, and forgets the oldest. `form` says how to read it. */
export function saveFold({ db }: Store, height: number, form: string, body: string): void {
  db.prepare('INSERT OR REPLACE INTO folds (height, form, body) VALUES (?, ?, ?)').run(height, form, body)
  db.prepare('DELETE FROM folds WHERE height NOT IN (SELECT height FROM folds ORDER BY height DESC LIMIT ?)').run(KEEP)
}

/** The highest one of a form. */
export function getLastFold({ db }: Store, form: string): { readonly height: number; readonly body: string } | undefined {
  return db
    .prepare<[string], { height: number; body: string }>('SELECT height, body FROM folds WHERE form = ? ORDER BY height DESC LIMIT 1')
    .get(form)
}

/** Forgets those above a height, because that part of the chain is gone. */
export function deleteFoldsAbove({ db }: Store, height: number): void {
  db.prepare('DELETE FROM folds WHERE height > ?').run(height)
}
