/** Maps whatever a request ran into onto a problem response. Client input is not repeated, internals are not shown. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { redact } from '../config/redact.ts'
import type { Logger } from '../runtime/logger.ts'
import { hideAccounts } from './routes/hideAccounts.ts'
import { ApiError, toProblem } from './routes/problem.ts'

/** Sends a problem. */
export function sendError(logger: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = toApiError(error)
  if (known.code === 'internal') {
    const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' }
    logger.error({ route: request.routeOptions?.url, error: name, reason: hideAccounts(redact(message)) }, 'gateway request failed')
  }
  const problem = toProblem(known)
  if (known.more.retryAfterSeconds !== undefined) reply.header('retry-after', String(known.more.retryAfterSeconds))
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="paynode"')
  reply.code(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem))
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { code, statusCode } = (error ?? {}) as { readonly code?: unknown; readonly statusCode?: unknown }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ApiError('body_too_large', 'send at most 64 KiB')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new ApiError('unsupported_media_type', 'send JSON with content-type application/json')
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const json = error instanceof SyntaxError || code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_JSON_BODY'
    return json
      ? new ApiError('malformed_json', 'send one well-formed JSON object')
      : new ApiError('invalid_request', 'check the URL, headers and body')
  }
  return new ApiError('internal', 'it was logged; try again or use another gateway')
}
