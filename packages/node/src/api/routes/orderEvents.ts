/** `GET /v1/orders/:id/events`: what happened to an order, as JSON or as a stream. */
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { eventAnswer } from './answers.ts'
import { orderParamsSchema } from './order.ts'
import { integerSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import { toEventView } from './toEventView.ts'
import type { AddRoute } from './types.ts'

const MAX_SEQ = 999_999_999_999_999
export const eventsQuerySchema = z.strictObject({
  /** Only events with a greater sequence number. */
  after: integerSchema(0, MAX_SEQ).default(0),
  limit: integerSchema(1, 1_000).default(100),
})

export const eventsAnswer = z.strictObject({ events: z.array(eventAnswer) })

/** Oldest first. A stream may be opened before the order is on chain. */
export const addOrderEventsRoute: AddRoute = (app, { deps, streams }) => {
  const operation = {
    tag: 'orders',
    summary: 'What happened to an order',
    params: orderParamsSchema,
    query: eventsQuerySchema,
    answers: { 200: eventsAnswer },
    stream: true,
    problems: ['order_not_found', 'busy'],
  } as const
  app.get('/v1/orders/:id/events', { config: { operation } }, (request, reply) => {
    const { id } = parse(orderParamsSchema, request.params)
    const { after } = parse(eventsQuerySchema, request.query)
    if (wantsStream(request)) return streams.open(request, reply, { after: toCursor(request, after), orderId: id })
    const events = deps.listEvents(id)
    if (events.length === 0 && !deps.getOrder(id))
      throw new ApiError('order_not_found', 'no event of this order is known here; check its id')
    return reply.send({ events: events.filter(({ seq }) => seq > after).map(toEventView) })
  })
}

/** Does the client ask for server-sent events? */
export function wantsStream(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/event-stream') ?? false
}

/** A reconnecting client names the last event it saw. */
export function toCursor(request: FastifyRequest, after: number): number {
  const last = request.headers['last-event-id']
  if (last === undefined || last === '') return after
  return parse(z.object({ 'Last-Event-ID': integerSchema(0, MAX_SEQ) }), { 'Last-Event-ID': last })['Last-Event-ID']
}
