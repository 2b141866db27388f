/** Asks a gateway what happened to an order, for people to read; nothing here is proof. */
import * as z from 'zod/mini'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { OrderId } from '../protocol/ids.ts'
import { askGateway } from './askGateway.ts'

const schema = z.object({
  events: z.array(
    z.object({
      seq: z.int().check(z.minimum(1)),
      at: z.number(),
      type: z.string(),
      name: z.nullish(z.string()),
      state: z.nullish(z.string()),
    }),
  ),
})

/** One event as a gateway tells it. `at` is unix milliseconds by the gateway's clock, `name` the event's public name where it has one. */
export type TimelineEvent = z.output<typeof schema>['events'][number]

/** Events after sequence number `after`, oldest first. Sequence numbers are one gateway's own. @throws GatewayError. */
export async function getOrderTimeline(
  _client: unknown,
  parameters: {
    readonly network: Pick<PaynodeNetwork, 'gateways'>
    readonly orderId: OrderId
    readonly after?: number | undefined
    readonly signal?: AbortSignal | undefined
  },
): Promise<readonly TimelineEvent[]> {
  const { network, orderId, after = 0, signal } = parameters
  const path = `/v1/orders/${orderId}/events?after=${after}`
  return (await askGateway({ gateways: network.gateways.slice(0, 1), path, schema, timeout: 2_000, signal })).events
}
