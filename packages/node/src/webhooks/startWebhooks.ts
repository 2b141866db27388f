/** Tells receivers what happens to orders: at least once each, in order of time when they answer, without one slow receiver holding up others. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { deleteDeliveries, getNextDelivery, listDueDeliveries } from '../store/webhookDeliveries.ts'
import { deliver } from './deliver.ts'
import { enqueue } from './enqueue.ts'
import type { WebhookDeps } from './types.ts'

/** Running deliveries. `wake` looks for what is due now; `close` stops and waits for those under way. */
export type Webhooks = { wake(): void; close(): Promise<void> }

const PARALLEL = 16
const IDLE_MS = 60_000
const PAUSE_MS = 5_000
const KEEP_MS = 30 * 86_400_000
const SWEEP_MS = 3_600_000

/** Starts at where the log was left. */
export function startWebhooks(deps: WebhookDeps, outer: AbortSignal): Webhooks {
  const { store, clock, logger } = deps
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const underWay = new Map<string, Promise<void>>()
  let ring = () => {}
  let isRung = true
  const wake = () => {
    isRung = true
    ring()
  }
  const start = () => {
    const due = listDueDeliveries(store, clock.now(), PARALLEL - underWay.size, [...underWay.keys()])
    for (const delivery of due) {
      if (underWay.has(delivery.webhookId)) continue // one at a time per receiver
      const task = deliver(deps, delivery, signal)
        .catch(async (error: unknown) => {
          if (signal.aborted) return
          logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'a webhook delivery could not be recorded')
          await clock.sleep(PAUSE_MS, signal).catch(() => {})
        })
        .finally(() => {
          underWay.delete(delivery.webhookId)
          wake()
        })
      underWay.set(delivery.webhookId, task)
    }
  }
  const rest = async () => {
    if (isRung || signal.aborted) return
    const next = underWay.size < PARALLEL ? getNextDelivery(store, [...underWay.keys()]) : undefined
    const wait = Math.min(IDLE_MS, Math.max(0, (next ?? Number.POSITIVE_INFINITY) - clock.now()))
    const until = new AbortController()
    ring = () => until.abort()
    await clock.sleep(wait, AbortSignal.any([signal, until.signal])).catch(() => {}) // woken, or stopping
    ring = () => {}
  }
  let sweptAt = Number.NEGATIVE_INFINITY
  const sweep = () => {
    if (clock.now() - sweptAt < SWEEP_MS) return
    sweptAt = clock.now()
    deleteDeliveries(store, sweptAt - KEEP_MS)
  }
  const run = async () => {
    while (!signal.aborted) {
      isRung = false
      while (enqueue(deps) && !signal.aborted) await nextTurn()
      sweep()
      start()
      await rest()
    }
  }
  const unsubscribe = deps.subscribe(wake)
  const loop = run().catch((error: unknown) => {
    logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'webhooks stopped; restart the daemon')
  })
  return {
    wake,
    close: async () => {
      unsubscribe()
      stop.abort(new Error('webhooks are closing'))
      await loop
      await Promise.all(underWay.values())
    },
  }
}
