/** `POST /v1/recipients`: takes sealed recipient details for providers. The gateway cannot read them. */
import { hashOrder } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { assertScope } from '../auth/caller.ts'
import { anyOrderSchema } from './orderSchema.ts'
import { orderIdSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import { envelopesSchema, takeEnvelopes } from './takeEnvelopes.ts'
import type { AddRoute } from './types.ts'

const bodySchema = z.strictObject({
  orderId: orderIdSchema,
  /** Lets the gateway check the envelope that is for itself before the order is on chain. */
  order: anyOrderSchema.optional(),
  envelopes: envelopesSchema,
})
const answerSchema = z.strictObject({
  orderId: z.string(),
  stored: z.int(),
  ignored: z.array(z.strictObject({ provider: z.string(), reason: z.string() })),
})

/** 202 once stored; delivery to other providers goes on behind it. */
export const addRecipientsRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'orders',
    summary: 'Leave sealed recipient details for providers',
    body: bodySchema,
    answers: { 202: answerSchema },
    problems: ['order_mismatch', 'order_closed', 'no_provider', 'envelope_invalid', 'busy', 'forbidden'],
  } as const
  app.post('/v1/recipients', { config: { operation } }, async (request, reply) => {
    assertScope(request, 'recipients:write')
    const { orderId, order, envelopes } = parse(bodySchema, request.body)
    const { chainId, contracts } = deps.network
    if (order && hashOrder(order, { chainId, escrow: contracts.OrderEscrow }) !== orderId) {
      throw new ApiError('order_mismatch', 'the order does not hash to orderId on this chain and escrow; check both')
    }
    const { stored, ignored } = await takeEnvelopes(deps.recipients.intake, { orderId, order, envelopes })
    return reply.code(202).send({ orderId, stored, ignored })
  })
}
