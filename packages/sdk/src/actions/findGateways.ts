/** Gateways to ask: those that the network names, then every other that the registry knows. Any will do, none is trusted. */
import type { Client } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { askOneGateway } from './askOneGateway.ts'
import { record } from './decode.ts'
import { byHealth } from './gatewayHealth.ts'
import { getProviders, type Provider } from './getProviders.ts'

/** More than these are not worth asking. */
const MAX = 24

/**
 * Gateways that answer now, those that answered before first. Empty when none does.
 * @throws RpcFailedError.
 * @example
 * const found = { ...network, gateways: await findGateways(client, { network }) }
 */
export async function findGateways(
  client: Client,
  { network, signal }: { readonly network: Pick<PaynodeNetwork, 'contracts' | 'gateways'>; readonly signal?: AbortSignal | undefined },
): Promise<readonly string[]> {
  const gateways = toGateways(network, await getProviders(client, { network, signal }))
  const parse = record({})
  const answers = await Promise.all(
    gateways.map((gateway) => askOneGateway(gateway, { path: '/v1/health', parse, timeout: 2_000, signal })),
  )
  return byHealth(gateways.filter((_, index) => answers[index]?.ok))
}

/** The network's gateways, then the registry's. A provider may register any text: only HTTPS counts, and HTTP on this machine where the network is here too. */
export function toGateways(
  { gateways }: Pick<PaynodeNetwork, 'gateways'>,
  providers: readonly Pick<Provider, 'gatewayUrl'>[],
): readonly string[] {
  const isHere = gateways.some(isLoopback)
  const registered = providers.map(({ gatewayUrl }) => gatewayUrl.replace(/\/$/, ''))
  const usable = registered.filter((url) => /^https:\/\/[^/?#@\s]+$/.test(url) || (isHere && isLoopback(url)))
  return [...new Set([...gateways.map((url) => url.replace(/\/$/, '')), ...usable])].slice(0, Math.max(MAX, gateways.length))
}

const isLoopback = (url: string) => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/.test(url)
