/** The ranking of an order as a table. */
import { toOrderId } from '@paynode/sdk/protocol'
import { parseArgument } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import { explanationSchema } from '../../gateway/schemas.ts'
import { pickGateway } from '../../network/pickGateway.ts'
import type { View } from '../../output/render.ts'
import { toRouteTable } from '../../route/toRouteTable.ts'

/** Asks a gateway for its ranking and lays it out. */
export async function explainRoute(network: string, id: string, signal: AbortSignal): Promise<View> {
  const orderId = parseArgument(() => toOrderId(id))
  const gateway = await pickGateway(network, signal)
  const data = await getJson({ gateway, path: `/v1/orders/${orderId}/explain`, schema: explanationSchema, signal })
  return { data, text: () => toRouteTable(data) }
}
