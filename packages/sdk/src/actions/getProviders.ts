/** Reads the registry: who serves, with which keys and endpoints. */
import type { Address, Client, Hex } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { providerRegistryAbi } from '../contracts/abi.ts'
import { type Corridor, fromCorridorBytes } from '../protocol/corridor.ts'

/** A registered provider. */
export type Provider = {
  readonly operator: Address
  readonly hpkeKey: Hex
  readonly gatewayUrl: string
  readonly multiaddrs: readonly string[]
  readonly corridors: readonly Corridor[]
}

/** Active providers, of one corridor or of all. */
export async function getProviders(
  client: Client,
  { network, corridor }: { readonly network: Pick<PaynodeNetwork, 'contracts'>; readonly corridor?: Corridor | undefined },
): Promise<readonly Provider[]> {
  const address = network.contracts.ProviderRegistry
  const operators = await readContract(client, { address, abi: providerRegistryAbi, functionName: 'getOperators' })
  const entries = await Promise.all(
    operators.map((operator) => readContract(client, { address, abi: providerRegistryAbi, functionName: 'getProvider', args: [operator] })),
  )
  return entries.flatMap(({ active, hpkeKey, gatewayUrl, multiaddrs, corridors }, index) => {
    const served = corridors.map(fromCorridorBytes)
    const operator = operators[index]
    if (!active || !operator || (corridor && !served.includes(corridor))) return []
    return [{ operator, hpkeKey, gatewayUrl, multiaddrs, corridors: served }]
  })
}
