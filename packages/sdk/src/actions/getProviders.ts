/** Reads the registry: who serves, with which keys and endpoints. */
import type { Address, Client, Hex } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { providerRegistryAbi } from '../contracts/abi.ts'
import { type Corridor, fromCorridorBytes } from '../protocol/corridor.ts'
import { fromChain } from './fromChain.ts'

/** A registered provider. */
export type Provider = {
  readonly operator: Address
  /** Compressed secp256k1 key (33 bytes) that signs its reports. */
  readonly nodeKey: Hex
  readonly hpkeKey: Hex
  /** As registered: any text. `findGateways` keeps those that can be asked. */
  readonly gatewayUrl: string
  readonly multiaddrs: readonly string[]
  readonly corridors: readonly Corridor[]
}

/** Active providers, of one corridor or of all. @throws RpcFailedError. */
export async function getProviders(
  client: Client,
  {
    network,
    corridor,
    signal,
  }: {
    readonly network: Pick<PaynodeNetwork, 'contracts'>
    readonly corridor?: Corridor | undefined
    readonly signal?: AbortSignal | undefined
  },
): Promise<readonly Provider[]> {
  const read = { address: network.contracts.ProviderRegistry, abi: providerRegistryAbi } as const
  const operators = await fromChain(readContract(client, { ...read, functionName: 'getOperators' }), signal)
  const entries = await fromChain(
    Promise.all(operators.map((operator) => readContract(client, { ...read, functionName: 'getProvider', args: [operator] }))),
    signal,
  )
  return entries.flatMap(({ active, nodeKey, hpkeKey, gatewayUrl, multiaddrs, corridors }, index) => {
    const served = corridors.map(fromCorridorBytes)
    const operator = operators[index]
    if (!active || !operator || (corridor && !served.includes(corridor))) return []
    return [{ operator, nodeKey, hpkeKey, gatewayUrl, multiaddrs, corridors: served }]
  })
}
