/** When each order took each step, by the event log of the daemon that served it. */
import type { OrderId } from '@paynode/sdk/protocol'
import { pollUntil } from '../clock.ts'
import type { OrderFacts } from '../flow/followOrders.ts'
import { getJson } from '../gateway/getJson.ts'
import { eventsSchema } from '../gateway/schemas.ts'
import type { LocalNetworkDescription } from '../network/types.ts'

/** Unix milliseconds of each step; undefined = did not happen. */
export type OrderTimes = {
  readonly lockedAt: number
  readonly claimedAt?: number | undefined
  readonly paidAt?: number | undefined
  readonly settledAt?: number | undefined
}

/** Asks the settling provider's gateway for every order's events. */
export async function readTimes(
  network: LocalNetworkDescription,
  ids: readonly OrderId[],
  facts: ReadonlyMap<OrderId, OrderFacts>,
  signal: AbortSignal,
): Promise<readonly OrderTimes[]> {
  const times: OrderTimes[] = []
  for (const id of ids) {
    const winner = facts.get(id)?.settled?.provider.toLowerCase()
    const gateway = network.providers.find(({ address }) => address.toLowerCase() === winner)?.gateway ?? network.gateways[0] ?? ''
    const events = await readEvents(gateway, id, signal)
    const at = (name: string) => events.findLast((event) => event.name === name)?.at
    const lockedAt = events[0]?.at
    if (lockedAt === undefined) continue
    times.push({ lockedAt, claimedAt: at('order.assigned'), paidAt: at('order.fulfilled'), settledAt: at('order.settled') })
  }
  return times
}

/** The daemon may hear of the settlement a moment after us: its log is read again until it has. */
async function readEvents(gateway: string, id: OrderId, signal: AbortSignal) {
  return pollUntil(
    async () => {
      const { events } = await getJson({ gateway, path: `/v1/orders/${id}/events`, schema: eventsSchema, signal })
      return events.some(({ name }) => name === 'order.settled' || name === 'order.refunded') ? events : undefined
    },
    { everyMs: 200, timeoutMs: 30_000, signal, onTimeout: () => new Error(`${gateway} does not know that order ${id} has ended`) },
  )
}
