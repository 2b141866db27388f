/** The transport's vocabulary: a request to a PSP, what came of it, and the line about it in the exchange log. */
import type { Hex } from 'viem'
import type { Evidence } from '../psp.ts'

/** One request. `route` names it in logs, without ids: `GET /transfer/verify`. */
export type TransportRequest = {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Path and query, below the base URL. */
  readonly path: string
  readonly route: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Exact bytes. */
  readonly body?: string | undefined
  /** `application/json` unless given. */
  readonly contentType?: string | undefined
  /** Requests of one lane share a rate limit. */
  readonly lane?: string | undefined
  readonly timeoutMs?: number | undefined
  readonly maxBytes?: number | undefined
  readonly signal: AbortSignal
}

/**
 * What came of a request. Never thrown.
 * - `answered`: a complete answer, whatever its status; `json` is undefined when the body is none
 * - `throttled`: held back here (`sent` false), or answered 429 (`sent` true)
 * - `failed`: no complete answer; the request may have been carried out
 */
export type TransportAnswer =
  | {
      readonly type: 'answered'
      readonly status: number
      readonly json: unknown
      readonly text: string
      readonly headers: Headers
      readonly evidence: Evidence
    }
  | { readonly type: 'throttled'; readonly sent: boolean; readonly retryAt: number; readonly json?: unknown; readonly evidence: Evidence }
  | { readonly type: 'failed'; readonly evidence: Evidence }

/** One line of the exchange log: hashes and codes, no contents. Times are unix milliseconds. */
export type Exchange = {
  readonly at: number
  readonly ms: number
  readonly method: string
  readonly route: string
  readonly outcome: TransportAnswer['type']
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly requestHash?: Hex | undefined
  readonly responseHash?: Hex | undefined
}

/** Sends requests to one PSP account. */
export type Transport = {
  send(request: TransportRequest): Promise<TransportAnswer>
  /** The PSP's time by its last `Date` header, unix milliseconds; the own clock until one came. */
  serverNow(): number
  /** How far the own clock is behind the PSP's; 0 while the difference is within what a `Date` header can show. */
  skewMs(): number
  /** The last exchanges, oldest first. */
  exchanges(): readonly Exchange[]
}
