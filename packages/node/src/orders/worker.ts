/** Runs due effects from the outbox: leases, calls the handler, dispatches its events and completes the effect in one transaction. */
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import {
  completeEffect,
  getNextDue,
  isLeaseHeld,
  type LeasedEffect,
  leaseDueEffects,
  releaseLeases,
  rescheduleEffect,
} from '../store/effects.ts'
import { getOrderRecord } from '../store/orders.ts'
import type { Store } from '../store/store.ts'
import type { Engine } from './engine.ts'
import type { EffectHandlers } from './types.ts'

/** What the worker needs. */
export type WorkerDeps = {
  readonly store: Store
  readonly engine: Engine
  readonly handlers: EffectHandlers
  readonly clock: Clock
  readonly metrics: Metrics
  readonly logger: Logger
  readonly signal: AbortSignal
  readonly concurrency?: number | undefined
  /** The store refused: nothing can be trusted to be durable, so the daemon must stop. Called once; no effect runs after it. */
  onFatal(error: unknown): void
}

/** A running worker. `wake` after a dispatch; `close` waits for what runs. */
export type Worker = { wake(): void; close(): Promise<void> }

/** A lease outlives any handler: the process is the only owner of the database and frees its leases at start. */
const LEASE_MS = 24 * 3_600_000
const IDLE_MS = 1_000
/** Ends a sleep. Made once: an error per wake would capture a stack each time. */
const AWAKE = new Error('awake')

/** Starts the worker. */
export function startWorker(deps: WorkerDeps): Worker {
  const { store, clock, concurrency = 64 } = deps
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const running = new Set<Promise<void>>()
  const latest = new Map<string, Promise<void>>() // one effect of a kind per order runs at a time
  let nudge = Promise.withResolvers<void>()
  const fail = (error: unknown) => {
    if (stop.signal.aborted) return
    const isClosing = signal.aborted
    stop.abort(error)
    if (!isClosing) deps.onFatal(error)
  }
  releaseLeases(store)
  const loop = (async () => {
    while (!signal.aborted) {
      const woken = nudge.promise
      const free = concurrency - running.size
      const due = getNextDue(store)
      const leased = free > 0 && due !== undefined && due <= clock.now() ? leaseDueEffects(store, clock.now(), LEASE_MS, free) : []
      for (const effect of leased) {
        const key = `${effect.orderId} ${effect.kind}`
        const before = latest.get(key) ?? Promise.resolve()
        const task: Promise<void> = before
          .then(() => runEffect(deps, effect, signal))
          .catch(fail)
          .finally(() => {
            running.delete(task)
            if (latest.get(key) === task) latest.delete(key)
            nudge.resolve()
          })
        running.add(task)
        latest.set(key, task)
      }
      if (leased.length > 0) continue
      const wait = running.size >= concurrency ? IDLE_MS : Math.min(IDLE_MS, Math.max(1, (due ?? Number.POSITIVE_INFINITY) - clock.now()))
      const sleeping = new AbortController()
      await Promise.race([woken, clock.sleep(wait, AbortSignal.any([signal, sleeping.signal])).catch(() => {})])
      sleeping.abort(AWAKE)
      nudge = Promise.withResolvers()
    }
  })().catch(fail)
  return {
    wake: () => nudge.resolve(),
    close: async () => {
      stop.abort()
      await loop
      await Promise.allSettled(running)
    },
  }
}

async function runEffect(deps: WorkerDeps, effect: LeasedEffect, signal: AbortSignal): Promise<void> {
  const { store, engine, clock, metrics, logger } = deps
  const { orderId, kind, attempts } = effect
  const started = clock.now()
  const result = (label: string) => {
    metrics.count('paynode_effects_total', { kind, result: label })
    metrics.observe('paynode_effect_seconds', (clock.now() - started) / 1_000, { kind })
  }
  try {
    if (signal.aborted || !isLeaseHeld(store, effect)) return // cancelled or asked for again while it waited for its predecessor
    const record = getOrderRecord(store, orderId)
    if (!record) return completeEffect(store, effect, clock.now())
    const outcome = await deps.handlers[kind]({ record, attempts, signal })
    await store.commit(() => {
      // What happened outside is always told; a ranking of an order that moved meanwhile is of another block.
      if (kind === 'route' && !isLeaseHeld(store, effect)) return
      if (outcome.type === 'events') completeEffect(store, effect, clock.now())
      else rescheduleEffect(store, effect, outcome.at, outcome.reason)
      for (const event of outcome.events ?? []) engine.dispatch(orderId, event)
    })
    result(outcome.type === 'events' ? 'done' : 'retry')
  } catch (error) {
    if (signal.aborted) return
    const delay = Math.min(15_000, 250 * 2 ** Math.min(attempts, 10))
    const reason = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error)
    rescheduleEffect(store, effect, clock.now() + delay, reason)
    logger.warn({ orderId, kind, attempts, delay, reason }, 'effect failed, will retry')
    result('error')
  }
}
