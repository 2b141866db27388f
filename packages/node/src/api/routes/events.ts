/** `GET /v1/events`: what happened to every order, from the start of the log or after a sequence number. */
import { eventsAnswer, eventsQuerySchema, toCursor, wantsStream } from './orderEvents.ts'
import { parse } from './parse.ts'
import { toEventView } from './toEventView.ts'
import type { AddRoute } from './types.ts'

/** Oldest first; a page as JSON, or a stream that goes on. */
export const addEventsRoute: AddRoute = (app, { deps, streams }) => {
  const operation = {
    tag: 'orders',
    summary: 'What happened to every order',
    query: eventsQuerySchema,
    answers: { 200: eventsAnswer },
    stream: true,
    problems: ['busy'],
  } as const
  app.get('/v1/events', { config: { operation } }, (request, reply) => {
    const { after, limit } = parse(eventsQuerySchema, request.query)
    if (wantsStream(request)) return streams.open(request, reply, { after: toCursor(request, after) })
    return reply.send({ events: deps.eventsAfter(after, limit).map(toEventView) })
  })
}
