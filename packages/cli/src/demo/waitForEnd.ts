/** Waits until orders are settled or refunded on chain, telling each end once. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address, Client } from 'viem'
import { pollUntil } from '../clock.ts'
import { type OrderFacts, readOrders } from '../flow/followOrders.ts'

/** Resolves with all orders of the escrow. @throws when some are still open after `timeoutMs`. */
export async function waitForEnd(
  client: Client,
  escrow: Address,
  ids: readonly OrderId[],
  options: {
    readonly timeoutMs: number
    readonly signal: AbortSignal
    readonly onProgress?: (done: number, order: OrderFacts) => void
  },
): Promise<ReadonlyMap<OrderId, OrderFacts>> {
  const ended = new Set<OrderId>()
  return pollUntil(
    async () => {
      const orders = await readOrders(client, escrow)
      for (const id of ids) {
        const order = orders.get(id)
        if (!order || ended.has(id) || !(order.settled || order.refunded)) continue
        ended.add(id)
        options.onProgress?.(ended.size, order)
      }
      return ended.size === ids.length ? orders : undefined
    },
    {
      everyMs: 300,
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      onTimeout: () => {
        const open = ids.filter((id) => !ended.has(id))
        return new Error(`${open.length} of ${ids.length} orders have not ended: ${open.join(', ')}`)
      },
    },
  )
}
