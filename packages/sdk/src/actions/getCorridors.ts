/** Where money can go now: the corridors of this version, with how many providers serve each. */
import type { Client } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { type CorridorInfo, corridors, type KnownCorridor } from '../protocol/corridor.ts'
import { getProviders } from './getProviders.ts'

/** A corridor and how many registered providers name it. */
export type ServedCorridor = CorridorInfo & { readonly corridor: KnownCorridor; readonly providers: number }

/**
 * Every corridor that this version knows, those with providers first. Read from the chain: no gateway is asked.
 * @example
 * const [first] = await getCorridors(client, { network })
 * if (first) console.log(first.corridor, first.providers)
 */
export async function getCorridors(
  client: Client,
  { network, signal }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly signal?: AbortSignal | undefined },
): Promise<readonly ServedCorridor[]> {
  const providers = await getProviders(client, { network, signal })
  const served = Object.values(corridors).map((info) => ({
    ...info,
    providers: providers.filter((provider) => provider.corridors.includes(info.corridor)).length,
  }))
  return served.toSorted((left, right) => Number(right.providers > 0) - Number(left.providers > 0))
}
