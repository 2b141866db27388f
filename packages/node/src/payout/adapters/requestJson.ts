/** One HTTP request to a PSP: no retries, no redirects, a time limit, a size cap; what was seen comes back as evidence without contents. */
import { type Hex, sha256 } from 'viem'
import type { Evidence } from '../../payout/psp.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'

/** `status` is undefined when no complete answer came. */
export type HttpAnswer = { readonly status?: number | undefined; readonly json?: unknown; readonly evidence: Evidence }

const MAX_BYTES = 65_536

/** Sends one request. It does not throw: every failure is an answer without a status. */
export async function requestJson(
  { clock = systemClock, timeoutMs, token }: { readonly clock?: Clock; readonly timeoutMs: number; readonly token: string },
  request: { readonly method: 'GET' | 'POST'; readonly url: URL; readonly body?: string | undefined; readonly signal: AbortSignal },
): Promise<HttpAnswer> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' }
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      redirect: 'error',
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]),
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const bytes = await readCapped(response)
    if (!bytes) return { evidence: { httpStatus: response.status, code: 'tooLarge', at: clock.now() } }
    const json = parse(bytes)
    const evidence = { httpStatus: response.status, ...toCode(json), bodyHash: sha256(bytes) as Hex, at: clock.now() }
    return { status: response.status, json, evidence }
  } catch (error) {
    return { evidence: { code: toErrorCode(error), at: clock.now() } }
  }
}

async function readCapped(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_BYTES) return undefined // leaving the loop cancels the stream
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

function toCode(json: unknown): { readonly code?: string } {
  if (typeof json !== 'object' || json === null || !('code' in json)) return json === undefined ? { code: 'notJson' } : {}
  return typeof json.code === 'string' && /^[\w.-]{1,64}$/.test(json.code) ? { code: json.code } : {}
}

/** A code without an address, a header or a body in it. */
function toErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return error.name
  const cause = error.cause
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'failed'
}
