/** One flush to disk for everybody who waits: work that comes in the same turn of the event loop shares a transaction. */
import type Database from 'better-sqlite3'

type Member = { run(): void; reject(error: unknown): void; settle(): void }

/**
 * `commit(work)` resolves with the work's result once it is durable. One member's failure takes back its own part alone; a commit that
 * fails rejects all of them. Work must not wait for anything.
 */
export function createGroupCommit(db: Database.Database): <result>(work: () => result) => Promise<result> {
  let members: Member[] = []
  const flush = () => {
    const group = members
    members = []
    try {
      db.transaction(() => {
        for (const member of group) member.run()
      }).immediate()
    } catch (error) {
      for (const member of group) member.reject(error)
      return
    }
    for (const member of group) member.settle()
  }
  return (work) =>
    new Promise((resolve, reject) => {
      let settle = () => {}
      const run = () => {
        try {
          const result = db.transaction(work)() // a savepoint
          settle = () => resolve(result)
        } catch (error) {
          if (!db.inTransaction) throw error // the whole transaction is gone
          settle = () => reject(error)
        }
      }
      members.push({ run, reject, settle: () => settle() })
      if (members.length === 1) setImmediate(flush)
    })
}
