/** Opens the daemon's database: SQLite, WAL, one writer, migrations applied in order. */
import Database from 'better-sqlite3'
import { createGroupCommit } from './groupCommit.ts'
import { takeLease } from './lease.ts'
import { sql as initial } from './migrations/0001_initial.ts'
import { sql as leaseAndCosts } from './migrations/0002_lease_and_costs.ts'
import { sql as attemptsAndAlerts } from './migrations/0003_attempts_and_alerts.ts'
import { sql as gateway } from './migrations/0004_gateway.ts'
import { sql as bundles } from './migrations/0005_bundles.ts'
import { sql as resolutions } from './migrations/0006_resolutions.ts'
import { sql as folds } from './migrations/0007_folds.ts'
import { sql as reportsWithViews } from './migrations/0008_reports_with_views.ts'
import { sql as history } from './migrations/0009_history.ts'

/** One open database. Table modules in this folder take it as their first argument. */
export type Store = {
  readonly db: Database.Database
  /** Runs `work` in one immediate transaction: all of it is durable, or none. Nested calls join the outer one. */
  transaction<result>(work: () => result): result
  /** Runs `work` in a transaction that it shares with what else comes in this turn of the event loop; resolves when that is durable. */
  commit<result>(work: () => result): Promise<result>
  /** Keeps the database, when it was opened exclusively. @throws when another daemon has taken it over. */
  renewLease(): void
  close(): void
}

/** Append-only: position = version. */
export const migrations = [
  initial,
  leaseAndCosts,
  attemptsAndAlerts,
  gateway,
  bundles,
  resolutions,
  folds,
  reportsWithViews,
  history,
] as const

/**
 * Opens or creates a database file (`:memory:` for tests) and migrates it. With `exclusive` this process is its one daemon: others may
 * read, a second daemon is refused, and one that lost the database can write nothing more. `machine` is told apart by its host name.
 * @throws when another daemon has it, or when the file was written by a newer version.
 */
export function openStore(
  path: string,
  { exclusive = false, machine }: { readonly exclusive?: boolean; readonly machine?: string | undefined } = {},
): Store {
  const db = new Database(path, { timeout: 5_000 })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('cache_size = -65536') // 64 MiB: an order's rows are wherever its id falls
    db.pragma('wal_autocheckpoint = 8000')
    migrate(db)
    const lease = exclusive ? takeLease(db, path, machine) : undefined
    keepStatements(db)
    return {
      db,
      transaction: (work) => (db.inTransaction ? work() : db.transaction(work).immediate()),
      commit: createGroupCommit(db),
      renewLease: () => lease?.renew(),
      close: () => {
        if (db.open) lease?.release()
        db.close()
      },
    }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens a database to look at while its daemon runs. @throws when there is none, or when it is of another version. */
export function readStore(path: string): Store {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 })
  const version = db.pragma('user_version', { simple: true })
  if (version !== migrations.length) {
    db.close()
    throw new Error(`the database has schema ${version}, this version reads ${migrations.length}; start the daemon of this version once`)
  }
  const refuse = () => Promise.reject(new Error('this database was opened to be read'))
  return { db, transaction: (work) => db.transaction(work)(), commit: refuse, renewLease: () => {}, close: () => db.close() }
}

/** Compiling a statement costs more than running it: each text is compiled once. */
function keepStatements(db: Database.Database): void {
  const statements = new Map<string, Database.Statement>()
  const compile = db.prepare.bind(db)
  const prepare = (sql: string): Database.Statement => {
    const known = statements.get(sql)
    if (known) return known
    const made = compile(sql)
    statements.set(sql, made)
    return made
  }
  db.prepare = prepare as typeof db.prepare // callers name the types of parameters and rows, as they do with the original
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
