/** RFC 9457 problems: what went wrong, in words for a person and a stable code for a program. */

/** A response body of type `application/problem+json`. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

/** Every problem of this gateway: code → HTTP status and title. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is malformed' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  not_found: { status: 404, title: 'There is no such route' },
  order_not_found: { status: 404, title: 'This gateway does not know the order' },
  not_ranked: { status: 404, title: 'The order has not been ranked here' },
  order_closed: { status: 409, title: 'The order is over' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body has the wrong type' },
  order_mismatch: { status: 422, title: 'The order does not have this id' },
  no_provider: { status: 422, title: 'No envelope is for a registered provider' },
  envelope_invalid: { status: 422, title: 'No envelope can be used' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed in the gateway' },
  busy: { status: 503, title: 'The gateway is full' },
} as const satisfies Record<string, { status: number; title: string }>
export type ProblemCode = keyof typeof problems

/** Thrown by routes; becomes a problem response. The detail must not repeat recipient data. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ProblemCode
  readonly errors: Problem['errors']
  readonly retryAfterSeconds: number | undefined

  constructor(code: ProblemCode, detail: string, more: { readonly errors?: Problem['errors']; readonly retryAfterSeconds?: number } = {}) {
    super(detail)
    this.code = code
    this.errors = more.errors
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/** The body of a problem response. */
export function toProblem({ code, message, errors }: ApiError): Problem {
  const { status, title } = problems[code]
  return { type: `urn:paynode:problem:${code}`, title, status, detail: message, code, ...(errors ? { errors } : {}) }
}
