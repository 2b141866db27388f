/** Frees the float of orders that this daemon no longer holds. */
import type { OrderRecord } from '../orders/types.ts'
import type { Float } from './float.ts'

const idle: ReadonlySet<string> = new Set(['seen', 'routed', 'declined', 'taken', 'failed', 'settled', 'refunded'])

/** Call after every step of an order. The ledger itself refuses while a payout may still move the money. */
export function releaseFloat(float: Pick<Float, 'void'>, record: OrderRecord): void {
  if (idle.has(record.state)) float.void(record.id)
}
