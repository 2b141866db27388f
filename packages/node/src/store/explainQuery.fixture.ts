/** How SQLite goes about a query that a function of this folder makes: tests see that a table is not read from end to end. */
import type { Store } from './store.ts'

/** The plan of the one query that `read` makes, a step after the other; `values` are bound to it. */
export function explainQuery({ db }: Store, values: object | readonly unknown[], read: () => unknown): string {
  const sql: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((text: string) => {
    sql.push(text)
    return prepare(text)
  }) as typeof db.prepare
  try {
    read()
  } finally {
    db.prepare = prepare as typeof db.prepare
  }
  const plan = prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql[0]}`).all(values)
  return plan.map(({ detail }) => detail).join()
}
