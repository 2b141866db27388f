/** What a failed RPC call says of its endpoint: nothing (the chain's own answer), that it turns callers away, or that it is ill. */

/** `answer`: every node would say so · `rateLimited`: ask another, let this one rest · `unreachable`: ask another. */
export type RpcFault = 'answer' | 'rateLimited' | 'unreachable'

/** Bodies and ranges that a node finds too large: asking another one for as much helps nobody, asking for less does. */
const tooMuch = /range|too large|too many results|more than \d+ results|response size|query timeout|limit the query/i
const throttled = /rate.?limit|too many requests|throttl|capacity exceeded|quota|daily request|compute units/i
/** JSON-RPC codes of nodes that are not what they should be: internal error, resource unavailable, not synced. */
const ill: ReadonlySet<number> = new Set([-32_603, -32_002, -32_001])

/** Sorts an error of one endpoint. `retryAfterMs` is what the endpoint asked for, when it did. */
export function classifyRpcError(error: unknown): { readonly fault: RpcFault; readonly retryAfterMs?: number | undefined } {
  const { name, status, code, headers } = error as {
    readonly name?: unknown
    readonly status?: unknown
    readonly code?: unknown
    readonly headers?: Headers
  }
  const text = String((error as { readonly details?: unknown }).details ?? error)
  if (status === 429) return { fault: 'rateLimited', retryAfterMs: toMs(headers?.get('retry-after')) }
  if (name === 'ResponseBodyTooLargeError') return { fault: 'answer' } // our own limit on what is read
  if (status === 413) return { fault: 'answer' }
  if (typeof status === 'number') return { fault: throttled.test(text) ? 'rateLimited' : 'unreachable' }
  if (typeof code !== 'number') return { fault: 'unreachable' } // time-out, refused, reset, no JSON
  if (tooMuch.test(text)) return { fault: 'answer' }
  if (throttled.test(text) || code === -32_005 || code === 429) return { fault: 'rateLimited' }
  if (/revert/i.test(text)) return { fault: 'answer' }
  return { fault: ill.has(code) ? 'unreachable' : 'answer' }
}

const toMs = (header: string | null | undefined) => {
  const seconds = Number(header ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 600) * 1_000 : undefined
}
