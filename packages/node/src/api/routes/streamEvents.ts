/** Server-sent events from the order log: resumable, bounded, never ahead of what is committed. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OrderId } from '@paynode/sdk/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { toHttpJson } from '../../runtime/toHttpJson.ts'
import { ApiError } from './problem.ts'
import { toEventView } from './toEventView.ts'
import type { ApiDeps } from './types.ts'

/** The open streams of a gateway. */
export type EventStreams = {
  /** Answers a request with a stream of the events after a sequence number. @throws ApiError `busy` when there are too many. */
  open(request: FastifyRequest, reply: FastifyReply, from: { readonly after: number; readonly orderId?: OrderId | undefined }): void
  /** Ends every stream. */
  close(): Promise<void>
}

const BATCH = 100
const MAX_STREAMS = 1_000
const MAX_PER_IP = 100

/** Owns the streams that it opens. */
export function createEventStreams(parameters: {
  readonly deps: Pick<ApiDeps, 'eventsAfter' | 'subscribe'>
  readonly clock: Clock
  readonly logger: Logger
  readonly heartbeatMs: number
}): EventStreams {
  const open = new Map<AbortController, { readonly ip: string; readonly done: Promise<void> }>()
  return {
    open: (request, reply, from) => {
      const same = [...open.values()].filter(({ ip }) => ip === request.ip).length
      if (open.size >= MAX_STREAMS || same >= MAX_PER_IP) {
        throw new ApiError('busy', 'there are too many open streams; close some or try again later', { retryAfterSeconds: 10 })
      }
      const stop = new AbortController()
      reply.hijack()
      const { raw } = reply
      raw.once('close', () => stop.abort(new Error('the client left')))
      raw.once('error', () => stop.abort(new Error('the connection broke')))
      raw.writeHead(200, { ...toHeaders(reply), ...headers })
      raw.write('retry: 2000\n\n')
      if (raw.destroyed) stop.abort(new Error('the client left'))
      const done = run(parameters, raw, from, stop).finally(() => open.delete(stop))
      open.set(stop, { ip: request.ip, done })
    },
    close: async () => {
      const streams = [...open]
      for (const [stop] of streams) stop.abort(new Error('the gateway is closing'))
      await Promise.all(streams.map(([, { done }]) => done))
    },
  }
}

const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** What hooks set before the reply was taken over: CORS. */
function toHeaders(reply: FastifyReply): Record<string, string | number | string[]> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

async function run(
  { deps, clock, logger, heartbeatMs }: Parameters<typeof createEventStreams>[0],
  raw: ServerResponse,
  { after, orderId }: { readonly after: number; readonly orderId?: OrderId | undefined },
  stop: AbortController,
): Promise<void> {
  const { signal } = stop
  const bell = createBell(signal)
  const unsubscribe = deps.subscribe((event) => {
    if (orderId === undefined || event.orderId === orderId) bell.ring()
  })
  const pump = async () => {
    let cursor = after
    while (!signal.aborted) {
      await nextTurn() // listeners may be called inside the transaction that writes the event
      const batch = deps.eventsAfter(cursor, BATCH, orderId)
      for (const event of batch) {
        if (signal.aborted) return
        cursor = event.seq
        const text = `id: ${event.seq}\nevent: ${event.name || event.type}\ndata: ${toHttpJson(toEventView(event))}\n\n`
        if (!raw.write(text)) await once(raw, 'drain', { signal })
      }
      if (batch.length < BATCH) await bell.wait()
    }
  }
  const beat = async () => {
    while (!signal.aborted) {
      await clock.sleep(heartbeatMs, signal)
      if (raw.writableNeedDrain)
        raw.destroy() // a reader that took nothing for a whole beat
      else raw.write(': heartbeat\n\n')
    }
  }
  try {
    await Promise.all([pump(), beat()])
  } catch (error) {
    if (!signal.aborted) logger.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'event stream failed')
  } finally {
    stop.abort(new Error('the stream is over'))
    unsubscribe()
    raw.end()
  }
}

/** A bell that is heard even when it rang before anybody waited. */
function createBell(signal: AbortSignal) {
  let rung = false
  let answer: (() => void) | undefined
  const ring = () => {
    rung = true
    answer?.()
  }
  signal.addEventListener('abort', ring, { once: true })
  return {
    ring,
    wait: async () => {
      if (!rung)
        await new Promise<void>((resolve) => {
          answer = resolve
        })
      rung = false
      answer = undefined
    },
  }
}
