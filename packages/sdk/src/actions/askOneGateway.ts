/** Asks one gateway, which may be slow, broken or hostile: within a time, up to a size, parsed. */
import type { GatewayRequest } from './askGateway.ts'
import { noteHealth } from './gatewayHealth.ts'

/** What came of it. `status`, `code` and `retryAfter` (seconds) are there when the gateway itself refused. */
export type GatewayAnswer<output> =
  | { readonly ok: true; readonly data: output }
  | {
      readonly ok: false
      readonly reason: string
      readonly status?: number | undefined
      readonly code?: string | undefined
      readonly retryAfter?: number | undefined
    }

/** Institutions are the longest answers, some hundred kilobytes. */
const MAX_BYTES = 4_000_000

/** Never throws but the signal's reason. */
export async function askOneGateway<output>(
  gateway: string,
  { path, body, headers, parse, timeout = 10_000, signal }: Omit<GatewayRequest<output>, 'gateways'>,
): Promise<GatewayAnswer<output>> {
  signal?.throwIfAborted()
  try {
    const deadline = AbortSignal.timeout(timeout)
    const response = await fetch(`${gateway.replace(/\/$/, '')}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual', // a gateway passes no payer on to somebody else
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
    const answer = await readJson(response)
    noteHealth(gateway, response.status < 500)
    if (!response.ok) return toRefusal(response, answer)
    return toAnswer(path, () => parse(answer))
  } catch (error) {
    signal?.throwIfAborted()
    noteHealth(gateway, false)
    return { ok: false, reason: error instanceof Error ? error.message.slice(0, 200) : 'unreachable' }
  }
}

function toAnswer<output>(path: string, parse: () => output): GatewayAnswer<output> {
  try {
    return { ok: true, data: parse() }
  } catch {
    return { ok: false, reason: `answered something else than ${path.split('?')[0]} should` }
  }
}

async function readJson(response: Response): Promise<unknown> {
  const chunks: string[] = []
  const decoder = new TextDecoder()
  let size = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || !value) break
    size += value.length
    if (size > MAX_BYTES) {
      await reader?.cancel()
      throw new TypeError(`answered more than ${MAX_BYTES} bytes`)
    }
    chunks.push(decoder.decode(value, { stream: true }))
  }
  try {
    return JSON.parse(chunks.join('') + decoder.decode())
  } catch {
    if (!response.ok) return undefined
    throw new TypeError('answered no JSON')
  }
}

function toRefusal(response: Response, answer: unknown): GatewayAnswer<never> {
  const { detail, code } = (answer ?? {}) as { detail?: unknown; code?: unknown }
  const text = typeof detail === 'string' ? detail.slice(0, 200) : ''
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return {
    ok: false,
    reason: `${response.status} ${text}`.trim(),
    status: response.status,
    code: typeof code === 'string' ? code.slice(0, 64) : undefined,
    retryAfter: Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined,
  }
}
