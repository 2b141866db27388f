/** `/v1/webhooks`: receivers of order events. A wallet hears of its own orders, a server with a key of all, or of one payer's. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { addWebhook, deleteWebhook, listWebhooks, type Webhook, webhookEvents } from '../../store/webhooks.ts'
import { toOwner } from '../auth/caller.ts'
import { addressSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import type { AddRoute } from './types.ts'
import { idempotencyHeaders } from './withIdempotency.ts'

const bodySchema = z.strictObject({
  url: z.string().min(1).max(2_048),
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .max(webhookEvents.length)
    .default([...webhookEvents]),
  /** Only this payer's orders. A signed-in wallet hears of its own in any case. */
  payer: addressSchema.optional(),
})
export const webhookParams = z.strictObject({ id: z.string().regex(/^wh_[0-9a-f]{24}$/, 'must be the id of a webhook') })
const webhookAnswer = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    events: z.array(z.enum(webhookEvents)),
    payer: z.string().optional(),
    state: z.enum(['active', 'disabled']),
    createdAt: z.int().meta({ description: 'Unix milliseconds' }),
  })
  .meta({ id: 'Webhook' })
const MAX_PER_OWNER = 20

/** The secret is in the answer that creates a webhook, and in no other. */
export const addWebhooksRoutes: AddRoute = (app, { deps, idempotency, clock }) => {
  const create = {
    tag: 'webhooks',
    summary: 'Be told what happens to orders',
    headers: idempotencyHeaders,
    body: bodySchema,
    answers: { 201: webhookAnswer.extend({ secret: z.string() }) },
    problems: ['unauthorized', 'forbidden', 'webhook_url_refused', 'webhook_limit', 'idempotency_mismatch', 'idempotency_conflict'],
    signedIn: true,
  } as const
  app.post('/v1/webhooks', { config: { operation: create } }, (request, reply) => {
    const owner = toOwner(request, 'webhooks:manage')
    const { url, events, payer } = parse(bodySchema, request.body)
    const problem = deps.webhooks.checkUrl(url)
    if (problem !== undefined) throw new ApiError('webhook_url_refused', problem)
    reply.header('cache-control', 'no-store')
    return idempotency.run(request, reply, owner, async () => {
      const webhook: Webhook = {
        id: `wh_${randomBytes(12).toString('hex')}`,
        owner,
        url,
        events: [...new Set(events)],
        payer: request.caller.type === 'user' ? request.caller.address : payer,
        secret: `whsec_${randomBytes(32).toString('base64url')}`,
        state: 'active',
        createdAt: clock.now(),
      }
      if (!addWebhook(deps.store, webhook, MAX_PER_OWNER))
        throw new ApiError('webhook_limit', `delete one first; ${MAX_PER_OWNER} are allowed`)
      deps.webhooks.wake()
      return { status: 201, body: { ...toAnswer(webhook), secret: webhook.secret } }
    })
  })

  const list = {
    tag: 'webhooks',
    summary: 'Your webhooks',
    answers: { 200: z.strictObject({ webhooks: z.array(webhookAnswer) }) },
    problems: ['unauthorized', 'forbidden'],
    signedIn: true,
  } as const
  app.get('/v1/webhooks', { config: { operation: list } }, (request) => ({
    webhooks: listWebhooks(deps.store, toOwner(request, 'webhooks:manage')).map(toAnswer),
  }))

  const remove = {
    tag: 'webhooks',
    summary: 'Delete a webhook with its deliveries',
    params: webhookParams,
    answers: { 204: z.undefined() },
    problems: ['unauthorized', 'forbidden', 'webhook_not_found'],
    signedIn: true,
  } as const
  app.delete('/v1/webhooks/:id', { config: { cost: 5, operation: remove } }, (request, reply) => {
    const owner = toOwner(request, 'webhooks:manage')
    const { id } = parse(webhookParams, request.params)
    if (!deleteWebhook(deps.store, id, owner)) throw new ApiError('webhook_not_found', 'GET /v1/webhooks lists yours')
    return reply.code(204).send()
  })
}

function toAnswer({ id, url, events, payer, state, createdAt }: Webhook) {
  return { id, url, events, payer, state, createdAt }
}
