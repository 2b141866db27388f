/** Opens the daemon's database: SQLite, WAL, one writer, migrations applied in order. */
import Database from 'better-sqlite3'
import { sql as initial } from './migrations/0001_initial.ts'

/** One open database. Table modules in this folder take it as their first argument. */
export type Store = {
  readonly db: Database.Database
  /** Runs `work` in one immediate transaction: all of it is durable, or none. Nested calls join the outer one. */
  transaction<result>(work: () => result): result
  close(): void
}

/** Append-only: position = version. */
export const migrations = [initial] as const

/**
 * Opens or creates a database file (`:memory:` for tests) and migrates it. `exclusive` keeps every other process out.
 * @throws when the file was written by a newer version.
 */
export function openStore(path: string, { exclusive = false }: { readonly exclusive?: boolean } = {}): Store {
  const db = new Database(path, { timeout: exclusive ? 0 : 5_000 })
  if (exclusive) own(db, path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  migrate(db)
  return {
    db,
    transaction: (work) => (db.inTransaction ? work() : db.transaction(work).immediate()),
    close: () => db.close(),
  }
}

/** Takes the file for this process alone: two daemons on one database would claim and pay side by side. */
function own(db: Database.Database, path: string): void {
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN IMMEDIATE; COMMIT')
  } catch (cause) {
    db.close()
    throw new Error(`${path} is in use by another daemon; stop that one first`, { cause })
  }
}

function migrate(db: Database.Database): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > migrations.length) {
    throw new Error(
      `the database has schema ${version}, this version knows up to ${migrations.length}; install a newer paynode or restore a backup`,
    )
  }
  for (let next = version; next < migrations.length; next++) {
    db.transaction(() => {
      db.exec(migrations[next] as string)
      db.pragma(`user_version = ${next + 1}`)
    })()
  }
}
