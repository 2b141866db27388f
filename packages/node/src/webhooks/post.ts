/** Posts a delivery: no redirects, a time limit, nothing read but the status, and only to addresses that strangers may name. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { checkUrl, type PrivateTargets } from './checkUrl.ts'
import { lookupPublic, privateAddressCode } from './lookupPublic.ts'

/** The status, or why there is none. Reasons are few and fixed: what a receiver says is not repeated. */
export type PostResult = { readonly status: number } | { readonly error: 'refused' | 'unreachable' | 'timeout' }

const TIMEOUT_MS = 10_000

/** Sends one. Never throws but for the signal. */
export function post({
  url,
  body,
  headers,
  targets,
  signal,
  timeoutMs = TIMEOUT_MS,
}: {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly targets: PrivateTargets
  readonly signal: AbortSignal
  readonly timeoutMs?: number
}): Promise<PostResult> {
  if (checkUrl(url, targets) !== undefined) return Promise.resolve({ error: 'refused' })
  const deadline = AbortSignal.timeout(timeoutMs)
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((done, reject) => {
    const request = send(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: false, // a connection each: none is kept open to a stranger
      lookup: targets === 'allow' ? undefined : lookupPublic,
      signal: AbortSignal.any([signal, deadline]),
    })
    request.once('response', (response) => {
      done({ status: response.statusCode ?? 0 })
      response.destroy()
    })
    request.once('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) return reject(signal.reason)
      done({ error: deadline.aborted ? 'timeout' : error.code === privateAddressCode ? 'refused' : 'unreachable' })
    })
    request.end(body)
  })
}
