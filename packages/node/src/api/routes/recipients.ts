/** `POST /v1/recipients`: takes sealed recipient details for providers. The gateway cannot read them. */
import { hashOrder, sealedRecipientSchema } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { orderTextSchema } from './orderSchema.ts'
import { addressSchema, orderIdSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import type { AddRoute } from './types.ts'

const bodySchema = z.strictObject({
  orderId: orderIdSchema,
  /** `toJson(order)`: lets the gateway check the envelope that is for itself before the order is on chain. */
  order: orderTextSchema.optional(),
  envelopes: z
    .array(z.strictObject({ provider: addressSchema, sealed: sealedRecipientSchema }))
    .min(1)
    .max(16),
})

/** 202 once stored; delivery to other providers goes on behind it. */
export const addRecipientsRoute: AddRoute = (app, { deps }) => {
  app.post('/v1/recipients', async (request, reply) => {
    const { orderId, order, envelopes } = parse(bodySchema, request.body)
    const { chainId, contracts } = deps.network
    if (order && hashOrder(order, { chainId, escrow: contracts.OrderEscrow }) !== orderId) {
      throw new ApiError('order_mismatch', 'the order does not hash to orderId on this chain and escrow; check both')
    }
    const result = await deps.recipients.intake({ orderId, order, envelopes })
    if (result.type === 'accepted') return reply.code(202).send({ orderId, stored: result.stored, ignored: result.ignored })
    throw refusals[result.reason]()
  })
}

const refusals = {
  tooMany: () => new ApiError('invalid_request', 'send 1 to 16 envelopes'),
  closed: () => new ApiError('order_closed', 'the order is settled or refunded; its recipient is no longer needed'),
  noProvider: () => new ApiError('no_provider', 'seal to providers that /v1/providers lists'),
  invalid: () => new ApiError('envelope_invalid', 'the envelopes cannot be opened or do not match the order; seal the recipient again'),
  full: () => new ApiError('busy', 'too many orders wait for the chain; try again or use another gateway', { retryAfterSeconds: 60 }),
}
