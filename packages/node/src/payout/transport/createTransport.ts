/** The one way to talk to a PSP: time limit, no redirects, no retries, size cap, rate limits honoured, clock compared, every exchange noted by hash. */

import { type Hex, sha256, stringToBytes } from 'viem'
import type { Clock } from '../../runtime/clock.ts'
import { parseJson } from '../../runtime/parseJson.ts'
import { readCapped } from '../../runtime/readCapped.ts'
import { startLimit } from '../../runtime/startLimit.ts'
import type { Evidence } from '../psp.ts'
import { createRateGate } from './createRateGate.ts'
import { isOwnMachine } from './isOwnMachine.ts'
import type { Exchange, Transport, TransportAnswer, TransportRequest } from './types.ts'

/** `secrets` never leave in evidence, even when a PSP echoes them. `codeOf` finds the vendor's error code in an answer. */
export type TransportOptions = {
  readonly baseUrl: string
  readonly clock: Clock
  /** Milliseconds. Thirty seconds at least against a live PSP: a payout that is given up too early is asked about for minutes. */
  readonly timeoutMs: number
  readonly secrets: readonly string[]
  readonly codeOf?: ((json: unknown) => string | undefined) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
  readonly maxBytes?: number | undefined
}

const MAX_BYTES = 262_144
const KEPT = 200
/** A `Date` header has whole seconds, and travels. */
const SKEW_FLOOR_MS = 1_500

/** Creates the transport of one PSP account. @throws when the base URL is not https and not this machine. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, secrets, onExchange } = options
  const base = toBase(options.baseUrl)
  const gate = createRateGate(clock)
  const log: Exchange[] = []
  let skew = 0

  const attempt = async (request: TransportRequest): Promise<TransportAnswer> => {
    const startedAt = clock.now()
    const evidenceOf = (more: Omit<Evidence, 'at'>): Evidence => ({ ...more, at: clock.now() })
    const limit = startLimit(clock, request.timeoutMs ?? options.timeoutMs)
    try {
      const response = await fetch(base + request.path, {
        method: request.method,
        redirect: 'manual',
        signal: AbortSignal.any([request.signal, limit.signal]),
        headers: {
          accept: 'application/json',
          ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      })
      skew = toSkew(response.headers.get('date'), startedAt, clock.now()) ?? skew
      const retryAt = gate.note(request.lane, response)
      const bytes = await readCapped(response, request.maxBytes ?? options.maxBytes ?? MAX_BYTES)
      if (!bytes) return { type: 'failed', evidence: evidenceOf({ httpStatus: response.status, code: 'tooLarge' }) }
      const text = new TextDecoder().decode(bytes)
      const json = parseJson(text)
      const code = json === undefined ? 'notJson' : toSafeCode((options.codeOf ?? toPlainCode)(json), secrets)
      const evidence = evidenceOf({
        httpStatus: response.status,
        ...(code === undefined ? {} : { code }),
        bodyHash: sha256(bytes),
      })
      if (response.status === 429) return { type: 'throttled', sent: true, retryAt, json, evidence }
      return { type: 'answered', status: response.status, json, text, headers: response.headers, evidence }
    } catch (error) {
      const code = limit.signal.aborted ? 'TimeoutError' : toErrorCode(error)
      return { type: 'failed', evidence: evidenceOf({ code }) }
    } finally {
      limit.stop()
    }
  }

  const note = (request: TransportRequest, at: number, answer: TransportAnswer) => {
    const { evidence } = answer
    const exchange: Exchange = {
      at,
      ms: clock.now() - at,
      method: request.method,
      route: request.route,
      outcome: answer.type,
      status: evidence.httpStatus,
      code: evidence.code,
      requestHash: request.body === undefined ? undefined : (sha256(stringToBytes(request.body)) as Hex),
      responseHash: evidence.bodyHash,
    }
    log.push(exchange)
    if (log.length > KEPT) log.shift()
    onExchange?.(exchange)
  }

  return {
    async send(request) {
      const at = clock.now()
      const retryAt = gate.closedUntil(request.lane)
      const answer: TransportAnswer = request.signal.aborted
        ? { type: 'failed', evidence: { code: 'AbortError', at } }
        : retryAt !== undefined
          ? { type: 'throttled', sent: false, retryAt, evidence: { code: 'heldBack', at } }
          : await attempt(request)
      note(request, at, answer)
      return answer
    },
    serverNow: () => clock.now() + skew,
    skewMs: () => skew,
    exchanges: () => [...log],
  }
}

function toBase(baseUrl: string): string {
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwnMachine(url)))
    throw new Error(`the PSP's base URL at ${url.host} must be https; credentials do not travel in the clear`)
  if (url.username || url.password || url.search || url.hash)
    throw new Error(`the PSP's base URL at ${url.host} must hold no credentials, query or fragment`)
  return url.href.replace(/\/$/, '')
}

function toSkew(date: string | null, before: number, after: number): number | undefined {
  const theirs = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return undefined
  const difference = theirs + 500 - (before + after) / 2
  return Math.abs(difference) <= SKEW_FLOOR_MS + (after - before) / 2 ? 0 : Math.round(difference)
}

function toPlainCode(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('code' in json)) return undefined
  return typeof json.code === 'string' || typeof json.code === 'number' ? String(json.code) : undefined
}

/** A code is a short word. Long digit runs may be an account, anything with a secret in it is one. */
function toSafeCode(code: string | undefined, secrets: readonly string[]): string | undefined {
  if (code === undefined || !/^[\w.-]{1,64}$/.test(code) || /\d{9}/.test(code)) return undefined
  return secrets.some((secret) => secret !== '' && code.includes(secret)) ? undefined : code
}

/** A code without an address, a header or a body in it. */
function toErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return error.name
  const { cause } = error
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'failed'
}
