/** Stops asking others for a client that has gone. Fastify's own signal ends with the request's body, so a POST's work would be cut off. */
import type { FastifyReply } from 'fastify'

/** Aborts when the connection ends before the answer was sent. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the client has gone'))
  })
  return gone.signal
}
