/** The `snapshots` table: what an order may be ranked on, frozen at its block. */
import { fromJson, type OrderId, toJson } from '@paynode/sdk/protocol'
import type { RoutingOrder } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** A digest of the anchor contract, and its epoch. */
export type AnchoredDigest = { readonly epoch: number; readonly digest: Hex }

/**
 * An order and the model's state for it, as `serialiseState` wrote it; reports are still to come. `blockTime` is unix seconds. `anchor` says
 * which: null where no epoch was in force, undefined where there is no anchor contract and the daemons' own agreement counts.
 */
export type Snapshot = {
  readonly block: number
  readonly blockTime: number
  readonly order: RoutingOrder
  readonly state: string
  readonly anchor?: AnchoredDigest | null | undefined
}

/** Saves or, after a reorg, replaces an order's snapshot. */
export function saveSnapshot({ db }: Store, orderId: OrderId, snapshot: Snapshot): void {
  db.prepare(
    'INSERT INTO snapshots (order_id, block, inputs) VALUES (?, ?, ?) ON CONFLICT (order_id) DO UPDATE SET block = excluded.block, inputs = excluded.inputs',
  ).run(orderId, snapshot.block, toJson(snapshot))
}

/** An order's snapshot, or undefined. */
export function getSnapshot({ db }: Store, orderId: OrderId): Snapshot | undefined {
  const row = db.prepare<[string], { inputs: string }>('SELECT inputs FROM snapshots WHERE order_id = ?').get(orderId)
  return row && (fromJson(row.inputs) as Snapshot) // written by saveSnapshot only
}
