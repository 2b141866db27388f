/** Between a daemon and the world: every port call, sleep and commit passes here, and any of them can be the last thing it does. */
import type Database from 'better-sqlite3'
import type { Clock } from '../../../../node/src/runtime/clock.ts'
import type { Store } from '../../../../node/src/store/store.ts'
import type { VirtualTime } from '../world/virtualTime.ts'

/** One life of a daemon's process. After its end its promises never settle and its store refuses. */
export type Gate = {
  readonly clock: Clock
  readonly store: Store
  isAlive(): boolean
  /** Runs `work` at the other end, `latencyMs` there and back. What left this process arrives, whatever becomes of it. */
  call<result>(name: string, latencyMs: number, work: () => result | Promise<result>): Promise<result>
  /** Never aborted while the history lasts: a life does not close, it ends. */
  readonly signal: AbortSignal
  /** Like the end of the process: nothing that runs is heard of again. */
  end(): void
  /** After the history: lets go of whatever still waits, which would be kept in memory for good. */
  forget(): void
}

/** What a life is made of. */
export type GateDeps = {
  readonly time: VirtualTime
  readonly db: Database.Database
  /** Milliseconds that this machine's clock is ahead. */
  skewMs(): number
  isDiskFull(): boolean
  /** Asked at every point; true = the process is killed here. */
  isLast(point: string): boolean
  onCrash(point: string): void
}

/** What a store says when the process is gone or the disk is full. */
export class Unwritable extends Error {
  override name = 'Unwritable'
}

/** Starts a life. */
export function createGate(deps: GateDeps): Gate {
  const { time } = deps
  let isOver = false
  const controller = new AbortController()
  const end = () => {
    isOver = true
  }
  /** True when nothing may follow. */
  const ends = (point: string): boolean => {
    if (isOver) return true
    if (!deps.isLast(point)) return false
    end()
    deps.onCrash(point)
    return true
  }
  const never = <result>() => new Promise<result>(() => {})
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      time.sleep(ms, signal).then(
        () => {
          if (!isOver) resolve()
        },
        (error) => {
          if (!isOver) reject(error)
        },
      )
    })
  return {
    clock: { now: () => time.now() + deps.skewMs(), sleep },
    store: guardStore(deps, () => isOver, ends),
    isAlive: () => !isOver,
    call: async (name, latencyMs, work) => {
      if (ends(`${name} leaves`)) return never()
      await time.sleep(latencyMs / 2)
      const [answer] = await Promise.allSettled([(async () => work())()])
      if (ends(`${name} answered`)) return never()
      await sleep(latencyMs / 2)
      if (answer.status === 'rejected') throw answer.reason
      return answer.value
    },
    signal: controller.signal,
    end,
    forget: () => {
      end()
      controller.abort()
    },
  }
}

/** The real tables in a real database. SQLite's own atomicity is what makes a kill clean: a transaction is there or it is not. */
function guardStore({ db, isDiskFull }: GateDeps, isOver: () => boolean, ends: (point: string) => boolean): Store {
  const statements = new Map<string, Database.Statement>()
  const prepare = (sql: string): Database.Statement => {
    if (isOver()) throw new Unwritable('the process is gone')
    if (isDiskFull() && !db.inTransaction && !/^\s*SELECT/i.test(sql)) throw new Unwritable('database or disk is full')
    const known = statements.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    statements.set(sql, made)
    return made
  }
  const guarded = new Proxy(db, {
    get: (target, key) => {
      if (key === 'prepare') return prepare
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const transaction = <result>(work: () => result): result => {
    if (db.inTransaction) return work()
    if (isOver()) throw new Unwritable('the process is gone')
    const result = db
      .transaction(() => {
        const value = work()
        if (isDiskFull()) throw new Unwritable('database or disk is full')
        if (ends('before commit')) throw new Unwritable('the process is gone')
        return value
      })
      .immediate()
    if (ends('committed')) throw new Unwritable('the process is gone')
    return result
  }
  return {
    db: guarded,
    transaction,
    commit: async (work) => transaction(work), // commits are not shared here: each is a point to crash at
    renewLease: () => {},
    close: () => {},
  }
}
