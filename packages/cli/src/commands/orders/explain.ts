/** Why an order's providers were ranked as they were: features, contributions, reasons. */
import { toOrderId } from '@paynode/sdk/protocol'
import { parseArgument } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import { explanationSchema } from '../../gateway/schemas.ts'
import { toExplanationText } from '../../gateway/toExplanationText.ts'
import { pickGateway } from '../../network/pickGateway.ts'
import type { View } from '../../output/render.ts'

/** Explains a ranking. */
export async function explainOrder(network: string, id: string, signal: AbortSignal): Promise<View> {
  const orderId = parseArgument(() => toOrderId(id))
  const gateway = await pickGateway(network, signal)
  const data = await getJson({ gateway, path: `/v1/orders/${orderId}/explain`, schema: explanationSchema, signal })
  return { data, text: () => toExplanationText(data) }
}
