/** Asks gateways one after another until one answers; answers are parsed, never trusted for money. */
import type { z } from 'zod'
import { GatewayError } from '../errors/gateway.ts'

/** A request to any gateway. `body` makes it a POST. */
export type GatewayRequest<output> = {
  readonly gateways: readonly string[]
  readonly path: string
  readonly body?: unknown
  readonly schema: z.ZodType<output>
  /** Milliseconds per gateway; 10 000 when left out. */
  readonly timeout?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The first good answer. @throws GatewayError with every gateway's reason. */
export async function askGateway<output>({
  gateways,
  path,
  body,
  schema,
  timeout = 10_000,
  signal,
}: GatewayRequest<output>): Promise<output> {
  const reasons: string[] = []
  for (const gateway of gateways) {
    signal?.throwIfAborted()
    try {
      const deadline = AbortSignal.timeout(timeout)
      const response = await fetch(`${gateway.replace(/\/$/, '')}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: body === undefined ? { accept: 'application/json' } : { accept: 'application/json', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      })
      const answer: unknown = await response.json()
      if (!response.ok) {
        reasons.push(`${gateway}: ${response.status} ${detailOf(answer)}`)
        continue
      }
      const parsed = schema.safeParse(answer)
      if (parsed.success) return parsed.data
      reasons.push(`${gateway}: answered something else than ${path} should`)
    } catch (error) {
      signal?.throwIfAborted()
      reasons.push(`${gateway}: ${error instanceof Error ? error.message : 'unreachable'}`)
    }
  }
  throw new GatewayError({ path: path.split('?')[0] ?? path, reasons: gateways.length === 0 ? ['the network names no gateway'] : reasons })
}

function detailOf(answer: unknown): string {
  const detail = (answer as { detail?: unknown } | null)?.detail
  return typeof detail === 'string' ? detail.slice(0, 200) : ''
}
