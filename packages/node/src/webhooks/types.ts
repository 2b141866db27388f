/** What telling receivers needs. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'
import type { PrivateTargets } from './checkUrl.ts'

/** An order event that has a founding name. `at` is unix milliseconds. */
export type NamedEvent = {
  readonly seq: number
  readonly orderId: OrderId
  readonly name?: string | null | undefined
  readonly at: number
}

export type WebhookDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly targets: PrivateTargets
  /** The log, in order. */
  eventsAfter(seq: number, limit: number): readonly NamedEvent[]
  lastSeq(): number
  /** The order as `GET /v1/orders/:id` shows it, as JSON; undefined when a reorg took it. */
  orderJson(orderId: OrderId): { readonly json: string; readonly payer: string } | undefined
  /** Calls back after every order event. */
  subscribe(listener: () => void): () => void
  /** From 0 up to 1: spreads retries. */
  random(): number
}
