/** Banks and networks of a corridor, in the codes that its recipients carry. */
import type { PaynodeNetwork } from '../clients/network.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { askGateway } from './askGateway.ts'
import { list, record, text } from './decode.ts'

const parse = record({ institutions: list(record({ code: text(/^.{1,12}$/), name: text(/^.{0,120}$/) }), 10_000) })

/** One institution. */
export type Institution = { readonly code: string; readonly name: string }

/** In the gateway's order; empty where the rail has none. @throws GatewayError when no gateway answers. */
export async function getInstitutions(
  _client: unknown,
  {
    network,
    corridor,
    signal,
  }: { readonly network: Pick<PaynodeNetwork, 'gateways'>; readonly corridor: Corridor; readonly signal?: AbortSignal | undefined },
): Promise<readonly Institution[]> {
  const path = `/v1/institutions?corridor=${encodeURIComponent(corridor)}`
  return (await askGateway({ gateways: network.gateways, path, parse, signal })).institutions
}
