/** `/v1/webhooks/:id/deliveries`: what a receiver was told, and telling it again. */
import { z } from 'zod'
import { listDeliveries, replayDelivery, type WebhookDelivery } from '../../store/webhookDeliveries.ts'
import { getWebhook } from '../../store/webhooks.ts'
import { toOwner } from '../auth/caller.ts'
import { integerSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import type { AddRoute } from './types.ts'
import { webhookParams } from './webhooks.ts'

const querySchema = z.strictObject({
  limit: integerSchema(1, 100).default(50),
  /** Only older ones. */
  before: integerSchema(1, 999_999_999_999_999).optional(),
})
const replayParams = webhookParams.extend({ deliveryId: integerSchema(1, 999_999_999_999_999) })
const deliveryAnswer = z
  .strictObject({
    id: z.int(),
    eventId: z.string(),
    type: z.string(),
    orderId: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    dueAt: z.int().optional().meta({ description: 'Unix milliseconds of the next attempt' }),
    lastStatus: z.int().optional(),
    lastError: z.string().optional().meta({ description: 'refused, unreachable or timeout' }),
    createdAt: z.int(),
    updatedAt: z.int(),
  })
  .meta({ id: 'WebhookDelivery' })

/** Newest first, kept for thirty days. A replay starts over with all its attempts, of a disabled webhook too. */
export const addDeliveriesRoute: AddRoute = (app, { deps, clock }) => {
  const list = {
    tag: 'webhooks',
    summary: 'What a webhook was told',
    params: webhookParams,
    query: querySchema,
    answers: { 200: z.strictObject({ deliveries: z.array(deliveryAnswer) }) },
    problems: ['unauthorized', 'forbidden', 'webhook_not_found'],
    signedIn: true,
  } as const
  app.get('/v1/webhooks/:id/deliveries', { config: { operation: list } }, (request) => {
    const owner = toOwner(request, 'webhooks:manage')
    const { id } = parse(webhookParams, request.params)
    const { limit, before } = parse(querySchema, request.query)
    assertOwn(owner, id)
    return { deliveries: listDeliveries(deps.store, id, limit, before).map(toAnswer) }
  })

  const replay = {
    tag: 'webhooks',
    summary: 'Deliver once more',
    params: replayParams,
    answers: { 202: z.strictObject({ id: z.int(), state: z.literal('waiting') }) },
    problems: ['unauthorized', 'forbidden', 'webhook_not_found', 'delivery_not_found'],
    signedIn: true,
  } as const
  app.post('/v1/webhooks/:id/deliveries/:deliveryId/replay', { config: { operation: replay } }, (request, reply) => {
    const owner = toOwner(request, 'webhooks:manage')
    const { id, deliveryId } = parse(replayParams, request.params)
    assertOwn(owner, id)
    if (!replayDelivery(deps.store, id, deliveryId, clock.now())) throw new ApiError('delivery_not_found', 'its log lists what there is')
    deps.webhooks.wake()
    return reply.code(202).send({ id: deliveryId, state: 'waiting' })
  })

  function assertOwn(owner: string, id: string): void {
    if (!getWebhook(deps.store, id, owner)) throw new ApiError('webhook_not_found', 'GET /v1/webhooks lists yours')
  }
}

function toAnswer({ id, eventId, type, orderId, state, attempts, dueAt, lastStatus, lastError, createdAt, updatedAt }: WebhookDelivery) {
  const next = state === 'waiting' ? dueAt : undefined
  return { id, eventId, type, orderId, state, attempts, dueAt: next, lastStatus, lastError, createdAt, updatedAt }
}
