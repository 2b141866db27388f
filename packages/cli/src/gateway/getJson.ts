/** Reads from a gateway: one GET, parsed by a schema; problems become one clear line. */
import type { z } from 'zod'
import { CliError, retryError } from '../errors.ts'

/** Where to ask and what the answer must look like. */
export type GetParameters<T> = {
  readonly gateway: string
  readonly path: string
  readonly schema: z.ZodType<T>
  readonly token?: string
  readonly signal: AbortSignal
  readonly timeoutMs?: number
}

/** GETs `gateway + path`. @throws retry error when the gateway cannot be reached or is busy, failed error for the rest. */
export async function getJson<T>({ gateway, path, schema, token, signal, timeoutMs = 10_000 }: GetParameters<T>): Promise<T> {
  const url = new URL(path.replace(/^\//, ''), gateway.endsWith('/') ? gateway : `${gateway}/`)
  let response: Response
  let body: unknown
  try {
    response = await fetch(url, {
      headers: { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    body = await response.json()
  } catch (error) {
    signal.throwIfAborted()
    throw retryError(`${gateway} does not answer (${toReason(error)}); is it running?`, { cause: error })
  }
  if (!response.ok) {
    const problem = toProblem(body) ?? `HTTP ${response.status}`
    if (response.status === 429 || response.status >= 500) throw retryError(`${gateway}: ${problem}`)
    throw new CliError(`${gateway}: ${problem}`)
  }
  const parsed = schema.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new CliError(`${gateway}${path}: unexpected answer at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`)
  }
  return parsed.data
}

function toProblem(body: unknown): string | undefined {
  if (body === null || typeof body !== 'object') return undefined
  for (const key of ['detail', 'title', 'message', 'error'] as const) {
    const value = (body as Record<string, unknown>)[key]
    if (typeof value === 'string') return value
  }
  return undefined
}

function toReason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timed out'
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return cause instanceof SyntaxError ? 'not JSON' : cause instanceof Error ? cause.message : String(cause)
}
