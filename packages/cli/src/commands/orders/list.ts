/** The newest orders of a gateway. */
import { getJson } from '../../gateway/getJson.ts'
import { ordersSchema } from '../../gateway/schemas.ts'
import { pickGateway } from '../../network/pickGateway.ts'
import type { View } from '../../output/render.ts'
import { shorten, toTable } from '../../output/text.ts'

/** Lists orders. */
export async function listOrders(network: string, signal: AbortSignal): Promise<View> {
  const gateway = await pickGateway(network, signal)
  const data = await getJson({ gateway, path: '/v1/orders', schema: ordersSchema, signal })
  const rows = () =>
    data.orders.map(({ id, corridor, state, claimer, reference }) => [id, corridor, state, shorten(claimer ?? undefined), reference ?? '–'])
  return {
    data,
    text: () => (data.orders.length === 0 ? 'No orders yet.' : toTable(['order', 'corridor', 'state', 'claimer', 'reference'], rows())),
  }
}
