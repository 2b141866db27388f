/** Asks gateways one after another until one answers; answers are parsed, never trusted for money. */
import { GatewayError } from '../errors/gateway.ts'
import { askOneGateway } from './askOneGateway.ts'
import type { Decoder } from './decode.ts'
import { byHealth } from './gatewayHealth.ts'

/** A request to any gateway. `body` makes it a POST. */
export type GatewayRequest<output> = {
  readonly gateways: readonly string[]
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Gives the answer in its type; throws when it is something else. */
  readonly parse: Decoder<output>
  /** Milliseconds per gateway; 10 000 when left out. */
  readonly timeout?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The first good answer; gateways that failed lately are asked last. @throws GatewayError with every gateway's reason. */
export async function askGateway<output>({ gateways, ...request }: GatewayRequest<output>): Promise<output> {
  const reasons: string[] = []
  for (const gateway of byHealth(gateways)) {
    const answer = await askOneGateway(gateway, request)
    if (answer.ok) return answer.data
    reasons.push(`${gateway}: ${answer.reason}`)
  }
  throw toGatewayError(request.path, reasons)
}

/** The error when nobody gave a good answer. The query is left out: it may name what the payer looks for. */
export function toGatewayError(path: string, reasons: readonly string[]): GatewayError {
  return new GatewayError({ path: path.split('?')[0] ?? path, reasons: reasons.length === 0 ? ['the network names no gateway'] : reasons })
}
