/** `POST /v1/orders`: puts a payer's signed order on chain with the operator's gas. */
import { hashOrder } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { assertScope } from '../auth/caller.ts'
import { anyOrderSchema, jsonText } from './orderSchema.ts'
import { bytesSchema, orderIdSchema, parse, unsignedSchema } from './parse.ts'
import { ApiError } from './problem.ts'
import { envelopesSchema, takeEnvelopes } from './takeEnvelopes.ts'
import type { AddRoute, RelayAnswer } from './types.ts'
import { idempotencyHeaders } from './withIdempotency.ts'

/** A smart account's signature carries its deployment. */
const signature = bytesSchema(8_192)

/** What `signFunding` gives. */
const fundingSchema = z.discriminatedUnion('lane', [
  z.strictObject({ lane: z.literal('authorization'), signature }),
  z.strictObject({ lane: z.literal('permit2'), nonce: unsignedSchema(256), signature }),
  z.strictObject({ lane: z.literal('permit'), deadline: unsignedSchema(256), permitSignature: signature, signature }),
  z.strictObject({ lane: z.literal('allowance'), signature }),
])

const anyFundingSchema = z.union([fundingSchema, jsonText(fundingSchema, 40_000)])
const bodySchema = z.strictObject({ order: anyOrderSchema, funding: anyFundingSchema, envelopes: envelopesSchema.optional() })

/** 202 once the transaction is on its way. The same order again gives the same transaction. */
export const addRelayOrderRoute: AddRoute = (app, { deps, idempotency }) => {
  const operation = {
    tag: 'orders',
    summary: 'Put a signed order on chain',
    headers: idempotencyHeaders,
    body: bodySchema,
    answers: { 202: z.strictObject({ orderId: orderIdSchema, transactionHash: z.string() }) },
    problems: [
      'order_refused',
      'order_unacceptable',
      'relay_quota',
      'relay_exhausted',
      'relay_disabled',
      'envelope_invalid',
      'no_provider',
      'idempotency_mismatch',
      'idempotency_conflict',
      'forbidden',
    ],
  } as const
  app.post('/v1/orders', { config: { cost: 50, operation } }, async (request, reply) => {
    assertScope(request, 'orders:write')
    const { relay } = deps
    if (!relay) throw new ApiError('relay_disabled', 'send the order from the payer’s own wallet, or ask another gateway')
    const { order, funding, envelopes } = parse(bodySchema, request.body)
    const orderId = hashOrder(order, { chainId: deps.network.chainId, escrow: deps.network.contracts.OrderEscrow })
    const beforeSending = async () => {
      if (envelopes) await takeEnvelopes(deps.recipients.intake, { orderId, order, envelopes })
    }
    return idempotency.run(request, reply, orderId, async () => {
      const result = await relay.submit({ orderId, order, funding, beforeSending })
      if (result.type === 'sent') return { status: 202, body: { orderId, transactionHash: result.transactionHash } }
      throw toApiError(result)
    })
  })
}

function toApiError(result: Exclude<RelayAnswer, { type: 'sent' }>): ApiError {
  switch (result.type) {
    case 'refused': {
      const { name, args } = result.refusal
      return new ApiError('order_refused', `the simulation reverts with ${name}(${args.join(', ')}); nothing was sent`, {
        contractError: result.refusal,
      })
    }
    case 'unacceptable':
      return new ApiError('order_unacceptable', result.reason)
    case 'quota':
      return new ApiError('relay_quota', 'send it from the payer’s own wallet, or try again later', {
        retryAfterSeconds: result.retryAfterSeconds,
      })
    case 'exhausted':
      return new ApiError('relay_exhausted', result.reason, { retryAfterSeconds: result.retryAfterSeconds })
  }
}
