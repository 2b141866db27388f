/** May money leave for a claimed order? Depth, the chain's own time and every RPC endpoint decide. */
import type { Corridor } from '@paynode/sdk/protocol'
import type { ChainView } from '../chain/ports.ts'
import type { OrderRecord } from '../orders/types.ts'

/** What the decision looks at. */
export type IsPayableDeps = {
  readonly view: Pick<ChainView, 'head'>
  /** Blocks on top of order and claim, by token units. */
  confirmationsOf(amount: bigint): number
  /** What must be left of the pay window on the chain's clock as well. Milliseconds. */
  marginMs(corridor: Corridor): number
  isAgreed(record: OrderRecord, confirmations: number): boolean
}

/** `isPayable(record)`: false also means "not yet". */
export function createIsPayable({ view, confirmationsOf, marginMs, isAgreed }: IsPayableDeps) {
  return (record: OrderRecord): boolean => {
    const head = view.head()
    const { claimedAt, created, payBy } = record
    if (!head || !claimedAt || payBy === undefined) return false
    const depth = confirmationsOf(record.order.amount)
    if (head.number < Math.max(claimedAt.block, created.block) + depth) return false
    if ((payBy - head.timestamp) * 1_000 <= marginMs(record.corridor)) return false // the machine's clock may be slow; blocks never come from the future
    return isAgreed(record, depth)
  }
}
