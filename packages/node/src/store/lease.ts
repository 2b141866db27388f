/** One owner per database: a lock that dies with its process, a lease for file systems without locks, and a fence that stops whoever lost it. */
import { hostname } from 'node:os'
import Database from 'better-sqlite3'

/** An owned database. `renew` moves the lease on; `release` gives it back. */
export type Lease = { readonly token: number; renew(): void; release(): void }

/** How long a lease holds without being renewed, milliseconds of the database machine's clock. Safety does not hang on it: the fence does that. */
export const LEASE_MS = 15_000
const now = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`
/** Every step of an order, every payout, every transaction goes through one of these. */
const fenced = ['orders', 'effects', 'payouts', 'transactions'] as const

/**
 * Takes the database for this process. From then on each write of this connection to the daemon's working tables fails once another
 * process has taken the database over, so what was not durable before is never acted on after.
 * @throws when another daemon has it.
 */
export function takeLease(db: Database.Database, path: string, machine = hostname()): Lease {
  const lock = takeLock(path)
  try {
    const token = db.transaction(() => takeRow(db, path, machine)).immediate()
    for (const table of fenced) {
      for (const verb of ['INSERT', 'UPDATE']) {
        db.exec(`CREATE TEMP TRIGGER fence_${table}_${verb} BEFORE ${verb} ON main.${table}
          WHEN (SELECT token FROM main.lease WHERE id = 1) IS NOT ${token}
          BEGIN SELECT RAISE(ABORT, 'another daemon has taken this database over'); END`)
      }
    }
    const renewal = db.prepare(`UPDATE lease SET until = ${now} + ${LEASE_MS} WHERE id = 1 AND token = ${token}`)
    const end = db.prepare(`UPDATE lease SET until = 0 WHERE id = 1 AND token = ${token}`)
    return {
      token,
      renew: () => {
        if (renewal.run().changes === 0) throw new Error(`${path}: another daemon has taken this database over`)
      },
      release: () => {
        end.run()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

/** Whether a daemon owns the database now, as far as its lease says: one that died is gone within `LEASE_MS`. */
export function isLeased(db: Database.Database): boolean {
  return db.prepare(`SELECT 1 FROM lease WHERE id = 1 AND until > ${now}`).get() !== undefined
}

/** A file that this process alone holds open; the operating system lets go of it when the process dies. */
function takeLock(path: string): Database.Database {
  const lock = new Database(`${path}.lock`, { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE; COMMIT')
    return lock
  } catch (cause) {
    lock.close()
    throw new Error(`${path} is in use by another daemon; stop that one first`, { cause })
  }
}

/** With the lock in hand, a lease of this very machine is a dead process's; one of another machine may be alive behind a lock that does not reach here. */
function takeRow(db: Database.Database, path: string, machine: string): number {
  const row = db.prepare(`SELECT token, holder, until - ${now} AS left FROM lease WHERE id = 1`).get() as
    | { token: number; holder: string; left: number }
    | undefined
  if (row && row.holder !== machine && row.left > 0)
    throw new Error(`${path} is in use by a daemon on ${row.holder}; stop that one, or wait ${Math.ceil(row.left / 1_000)} s if it is gone`)
  const token = (row?.token ?? 0) + 1
  db.prepare(
    `INSERT INTO lease (id, token, holder, until) VALUES (1, ?, ?, ${now} + ${LEASE_MS})
     ON CONFLICT (id) DO UPDATE SET token = excluded.token, holder = excluded.holder, until = excluded.until`,
  ).run(token, machine)
  return token
}
