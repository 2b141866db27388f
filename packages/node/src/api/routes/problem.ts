/** RFC 9457 problems: what went wrong, in words for a person and a stable code for a program. */

/** A response body of type `application/problem+json`. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  /** What a contract said, decoded. */
  readonly contractError?: { readonly name: string; readonly args: readonly string[] }
}

/** Every problem of this gateway: code → HTTP status and title. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is malformed' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'Nobody is signed in' },
  sign_in_refused: { status: 401, title: 'The sign-in was refused' },
  forbidden: { status: 403, title: 'The API key does not allow this' },
  not_found: { status: 404, title: 'There is no such route' },
  order_not_found: { status: 404, title: 'This gateway does not know the order' },
  webhook_not_found: { status: 404, title: 'There is no such webhook' },
  delivery_not_found: { status: 404, title: 'There is no such delivery' },
  no_snapshot: { status: 404, title: 'This gateway has no such snapshot' },
  not_ranked: { status: 404, title: 'The order has not been ranked here' },
  order_closed: { status: 409, title: 'The order is over' },
  idempotency_conflict: { status: 409, title: 'A request with this Idempotency-Key is under way' },
  webhook_limit: { status: 409, title: 'There are too many webhooks' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body has the wrong type' },
  order_mismatch: { status: 422, title: 'The order does not have this id' },
  no_provider: { status: 422, title: 'No envelope is for a registered provider' },
  envelope_invalid: { status: 422, title: 'No envelope can be used' },
  order_refused: { status: 422, title: 'The contract would refuse the order' },
  order_unacceptable: { status: 422, title: 'This gateway does not relay the order' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key belongs to another request' },
  webhook_url_refused: { status: 422, title: 'The webhook URL cannot be used' },
  relay_quota: { status: 429, title: 'The payer has sent enough orders for today' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed in the gateway' },
  busy: { status: 503, title: 'The gateway is full' },
  relay_exhausted: { status: 503, title: 'The gateway sends no orders for payers now' },
  relay_disabled: { status: 503, title: 'The gateway sends no orders for payers' },
} as const satisfies Record<string, { status: number; title: string }>
export type ProblemCode = keyof typeof problems

type More = Pick<Problem, 'errors' | 'contractError'> & { readonly retryAfterSeconds?: number | undefined }

/** Thrown by routes; becomes a problem response. The detail must not repeat recipient data. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ProblemCode
  readonly more: More

  constructor(code: ProblemCode, detail: string, more: More = {}) {
    super(detail)
    this.code = code
    this.more = more
  }
}

/** The body of a problem response. */
export function toProblem({ code, message, more: { retryAfterSeconds: _header, ...more } }: ApiError): Problem {
  const { status, title } = problems[code]
  return { type: `urn:paynode:problem:${code}`, title, status, detail: message, code, ...more }
}
