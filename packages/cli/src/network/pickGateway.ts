/** The gateway that a reading command asks: the URL it was given, or the first of a network's that answers. */
import { z } from 'zod'
import { retryError } from '../errors.ts'
import { getJson } from '../gateway/getJson.ts'
import { loadNetwork } from './loadNetwork.ts'

/** Finds a gateway that is healthy. @throws retry error when none answers. */
export async function pickGateway(source: string, signal: AbortSignal): Promise<string> {
  if (/^https?:\/\//.test(source)) return source.replace(/\/$/, '')
  const { gateways } = await loadNetwork(source, signal)
  for (const gateway of gateways) {
    const healthy = await getJson({ gateway, path: '/v1/health', schema: z.unknown(), signal, timeoutMs: 2_000 }).then(
      () => true,
      () => false,
    )
    signal.throwIfAborted()
    if (healthy) return gateway
  }
  throw retryError(
    gateways.length === 0 ? `${source} names no gateway` : `none of the gateways of ${source} answers: ${gateways.join(', ')}`,
  )
}
