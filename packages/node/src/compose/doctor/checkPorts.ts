/** Where the daemon listens: free while none runs, answered by ours while one does, and the same places that the world is told. */
import { connect, createServer } from 'node:net'
import { z } from 'zod'
import type { NodeConfig } from '../../config/schema.ts'
import { readCapped } from '../../runtime/readCapped.ts'
import type { Finding } from './types.ts'

const CONNECT_MS = 2_000
const ASK_MS = 5_000

type Place = { readonly name: string; readonly host: string; readonly port: number }

/** `running`: a daemon owns the database, so its ports should answer. */
export async function checkPorts(
  config: Pick<NodeConfig, 'p2p' | 'api' | 'metrics' | 'webhooks'>,
  running: boolean,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { api, metrics, webhooks } = config
  const places: readonly Place[] = [
    ...config.p2p.listen.flatMap(toPlace),
    { name: 'api', host: api.host, port: api.port },
    { name: 'metrics', host: metrics.host, port: metrics.port },
    ...(webhooks ? [{ name: 'webhooks', host: webhooks.host, port: webhooks.port }] : []),
  ]
  return Promise.all(places.map((place) => checkPlace(place, running, signal)))
}

async function checkPlace({ name, host, port }: Place, running: boolean, signal: AbortSignal): Promise<Finding> {
  const base = { area: 'ports', subject: `${name} ${host}:${port}` } as const
  if (port === 0) {
    const detail = 'any free port: another one after each start'
    if (name === 'metrics') return { ...base, result: 'ok', detail }
    return { ...base, result: 'warning', detail, next: 'give it a fixed port: peers and payers must find it again' }
  }
  if (running) {
    const answers = await isAnswered(host, port, signal)
    if (answers) return { ...base, result: 'ok', detail: 'the daemon answers' }
    return {
      ...base,
      result: 'failed',
      detail: 'a daemon runs and does not answer here',
      next: 'see its log; was the configuration changed since it started?',
    }
  }
  const problem = await whyNotListen(host, port)
  if (problem === undefined) return { ...base, result: 'ok', detail: 'free' }
  const detail = problem === 'EADDRINUSE' ? 'another program has it' : `cannot be listened on (${problem})`
  return { ...base, result: 'failed', detail, next: 'stop that program or take another port' }
}

/** Asks the public URL who is there. Only worth asking while the daemon runs. */
export async function checkGateway(
  { api }: Pick<NodeConfig, 'api'>,
  self: string,
  running: boolean,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (api.publicUrl === undefined) return []
  const base = { area: 'gateway', subject: new URL(api.publicUrl).host } as const
  if (!running) return [{ ...base, result: 'skipped', detail: 'asked while the daemon runs' }]
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)])
  try {
    const response = await fetch(new URL('/v1/status', api.publicUrl), { signal: limit, redirect: 'manual' })
    const { provider } = statusSchema.parse(JSON.parse(Buffer.from((await readCapped(response, MAX_BYTES)) ?? []).toString()))
    if (provider.toLowerCase() === self.toLowerCase()) return [{ ...base, result: 'ok', detail: 'payers reach this daemon' }]
    return [{ ...base, result: 'failed', detail: `answers as provider ${provider}`, next: 'point api.publicUrl at this daemon' }]
  } catch {
    signal.throwIfAborted()
    return [{ ...base, result: 'failed', detail: 'payers do not reach this daemon', next: 'check DNS, TLS and the proxy in front of it' }]
  }
}

const MAX_BYTES = 1_000_000
const statusSchema = z.looseObject({ provider: z.string() })

function toPlace(text: string): readonly Place[] {
  const [, host, port] = text.match(/^\/(?:ip4|ip6|dns4|dns6|dns)\/([^/]+)\/tcp\/(\d+)/) ?? []
  return host === undefined || port === undefined ? [] : [{ name: 'p2p', host, port: Number(port) }]
}

const toLocal = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

function isAnswered(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: toLocal(host), port, signal, timeout: CONNECT_MS })
  const end = (answer: boolean) => {
    socket.destroy()
    resolve(answer)
  }
  socket
    .once('connect', () => end(true))
    .once('timeout', () => end(false))
    .once('error', () => end(false))
  return promise
}

function whyNotListen(host: string, port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const server = createServer()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  return promise
}
