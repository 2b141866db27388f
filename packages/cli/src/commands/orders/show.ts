/** One order of a gateway: its state and everything that happened to it. */
import { toOrderId } from '@paynode/sdk/protocol'
import { parseArgument } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import { eventsSchema, orderSchema } from '../../gateway/schemas.ts'
import { pickGateway } from '../../network/pickGateway.ts'
import type { View } from '../../output/render.ts'
import { toList, toTable } from '../../output/text.ts'

/** Shows an order. */
export async function showOrder(network: string, id: string, signal: AbortSignal): Promise<View> {
  const orderId = parseArgument(() => toOrderId(id))
  const gateway = await pickGateway(network, signal)
  const [order, { events }] = await Promise.all([
    getJson({ gateway, path: `/v1/orders/${orderId}`, schema: orderSchema, signal }),
    getJson({ gateway, path: `/v1/orders/${orderId}/events`, schema: eventsSchema, signal }),
  ])
  const text = () =>
    [
      toList({
        order: order.id,
        corridor: order.corridor,
        state: order.state,
        reason: order.reason ?? undefined,
        ranking: order.ranking.join(', ') || undefined,
        claimer: order.claimer ?? undefined,
        reference: order.reference ?? undefined,
      }),
      '',
      toTable(
        ['at', 'event', 'state'],
        events.map(({ at, name, type, state }) => [new Date(at).toISOString(), name ?? type ?? '', state ?? '']),
      ),
    ].join('\n')
  return { data: { order, events }, text }
}
