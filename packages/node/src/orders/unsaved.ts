/** What a batch of dispatches has made of its orders and has not saved yet: each order is written once, however often it moved. */
import type { OrderId } from '@paynode/sdk/protocol'
import { cancelEffects, enqueueEffect } from '../store/effects.ts'
import { saveOrderRecord } from '../store/orders.ts'
import type { Store } from '../store/store.ts'
import type { EffectKind, OrderRecord, Step } from './types.ts'

/** The memory of one batch. */
export type Unsaved = {
  get(orderId: OrderId): OrderRecord | undefined
  /** Takes note of a step; `isNew` tells that the database has no such order. */
  keep(record: OrderRecord, step: Pick<Step, 'effects' | 'cancel'>, isNew: boolean): void
  /** Writes everything: the same rows as if every step had been written by itself. */
  save(now: number): void
}

type Entry = { record: OrderRecord; readonly isNew: boolean; readonly cancelled: Set<EffectKind>; readonly due: Map<EffectKind, number> }

/** Creates an empty memory. */
export function createUnsaved(store: Store): Unsaved {
  const entries = new Map<OrderId, Entry>()
  return {
    get: (orderId) => entries.get(orderId)?.record,
    keep: (record, { effects, cancel }, isNew) => {
      const entry = entries.get(record.id) ?? { record, isNew, cancelled: new Set(), due: new Map() }
      entries.set(record.id, entry)
      entry.record = record
      for (const kind of cancel) {
        entry.cancelled.add(kind)
        entry.due.delete(kind)
      }
      for (const { kind, dueAt } of effects) entry.due.set(kind, Math.min(dueAt, entry.due.get(kind) ?? dueAt))
    },
    save: (now) => {
      for (const [orderId, { record, isNew, cancelled, due }] of entries) {
        saveOrderRecord(store, record, now)
        if (!isNew) cancelEffects(store, orderId, [...cancelled])
        for (const [kind, dueAt] of due) enqueueEffect(store, orderId, { kind, dueAt })
      }
      entries.clear()
    },
  }
}
