/** Asks a gateway what happened to an order, for people to read; nothing here is proof. */
import type { PaynodeNetwork } from '../clients/network.ts'
import type { OrderId } from '../protocol/ids.ts'
import { askGateway } from './askGateway.ts'
import { integer, list, number, optional, record, text } from './decode.ts'

const short = text(/^.{1,120}$/)
const parse = record({
  events: list(
    record({ seq: integer(1, Number.MAX_SAFE_INTEGER), at: number, type: short, name: optional(short), state: optional(short) }),
    1_000,
  ),
})

/** One event as a gateway tells it. `at` is unix milliseconds by the gateway's clock, `name` the event's public name where it has one. */
export type TimelineEvent = ReturnType<typeof parse>['events'][number]

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
  return (await askGateway({ gateways: network.gateways.slice(0, 1), path, parse, timeout: 2_000, signal })).events
}
