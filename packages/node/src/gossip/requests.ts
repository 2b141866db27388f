/** Request/response over libp2p streams: one JSON frame each way, capped, timed and rate limited; registered peers only. */
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'
import { fromJson, toJson } from '@paynode/sdk/protocol'
import { z } from 'zod'
import type { RegistryEntry } from '../chain/events.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { createRateLimit } from './rateLimit.ts'

const MAX_BYTES = 256 * 1024
const SERVE_MS = 20_000
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), body: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.string() }),
])
const limits = { maxDataLength: MAX_BYTES, maxBufferSize: 2 * MAX_BYTES }
const encoder = new TextEncoder()
const encode = (value: unknown) => {
  const bytes = encoder.encode(toJson(value))
  return bytes.length > MAX_BYTES ? undefined : bytes
}
const decoder = new TextDecoder('utf-8', { fatal: true })

/** What serving needs. */
export type ServeDeps = {
  readonly libp2p: Libp2p
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  findPeer(peerId: string): RegistryEntry | undefined
  /** Called for every request beyond a peer's limit. */
  onExcess(peerId: string): void
}

/** Serves one protocol id. */
export async function serveRequests(
  deps: ServeDeps,
  protocol: string,
  name: string,
  handler: (body: unknown, from: RegistryEntry, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const rate = createRateLimit({ perSecond: 50, burst: 200 })
  await deps.libp2p.handle(
    protocol,
    async (stream: Stream, connection: Connection) => {
      const peer = connection.remotePeer.toString()
      const count = (result: string) => deps.metrics.count('paynode_requests_total', { protocol: name, result })
      const ac = new AbortController()
      const timer = setTimeout(() => ac.abort(new Error('the request took too long')), SERVE_MS)
      const stop = () => ac.abort(deps.signal.reason)
      deps.signal.addEventListener('abort', stop, { once: true })
      try {
        const frames = lpStream(stream, limits)
        const request = await frames.read({ signal: ac.signal })
        const from = deps.findPeer(peer)
        let answer: z.input<typeof answerSchema>
        if (!from) answer = { ok: false, error: 'unregistered' }
        else if (!rate.take(peer, deps.clock.now())) {
          deps.onExcess(peer)
          answer = { ok: false, error: 'rate' }
        } else {
          try {
            answer = { ok: true, body: await handler(fromJson(decoder.decode(request.subarray())), from, ac.signal) }
          } catch (error) {
            deps.logger.debug({ protocol: name, peer, reason: error instanceof Error ? error.name : 'unknown' }, 'request refused')
            answer = { ok: false, error: 'refused' }
          }
        }
        let bytes = encode(answer)
        if (!bytes) {
          answer = { ok: false, error: 'tooLarge' }
          bytes = encoder.encode(toJson(answer))
        }
        count(answer.ok ? 'ok' : answer.error)
        await frames.write(bytes, { signal: ac.signal })
        await stream.close({ signal: ac.signal })
      } catch (error) {
        count('broken')
        stream.abort(error instanceof Error ? error : new Error('request failed'))
      } finally {
        clearTimeout(timer)
        deps.signal.removeEventListener('abort', stop)
      }
    },
    { maxInboundStreams: 64, maxOutboundStreams: 64 },
  )
}

/** Sends one request and gives the parsed, untrusted body. @throws when refused, late or unreachable. */
export async function sendRequest(
  libp2p: Libp2p,
  {
    peer,
    protocol,
    body,
    timeoutMs,
    signal,
  }: {
    /** By a connection, the request goes over that one and no other. */
    readonly peer: PeerId | Multiaddr[] | Connection
    readonly protocol: string
    readonly body: unknown
    readonly timeoutMs: number
    readonly signal: AbortSignal
  },
): Promise<unknown> {
  const ac = new AbortController()
  const timer = setTimeout(() => ac.abort(new Error('the peer did not answer in time')), timeoutMs)
  const stop = () => ac.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  let stream: Stream | undefined
  try {
    signal.throwIfAborted()
    const bytes = encode(body)
    if (!bytes) throw new Error(`the request is larger than ${MAX_BYTES} bytes`)
    const options = { signal: ac.signal }
    stream = 'newStream' in peer ? await peer.newStream(protocol, options) : await libp2p.dialProtocol(peer, protocol, options)
    const frames = lpStream(stream, limits)
    await frames.write(bytes, { signal: ac.signal })
    const frame = await frames.read({ signal: ac.signal })
    await stream.close({ signal: ac.signal })
    const answer = answerSchema.parse(fromJson(decoder.decode(frame.subarray())))
    if (!answer.ok) throw new Error(`the peer refused: ${answer.error.slice(0, 60)}`)
    return answer.body
  } catch (error) {
    stream?.abort(error instanceof Error ? error : new Error('request failed'))
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
