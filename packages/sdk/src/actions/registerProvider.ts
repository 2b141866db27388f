/** Puts a provider into the registry: its node key proves itself by signing the binding. */
import { type Address, bytesToHex, type Hex, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { providerRegistryAbi } from '../contracts/abi.ts'
import { type Corridor, toCorridorBytes } from '../protocol/corridor.ts'
import { type Mined, type Signer, transact } from './transact.ts'

export type RegisterParameters = {
  readonly network: Pick<PaynodeNetwork, 'chainId' | 'contracts'>
  /** Cold key that may rotate and revoke; the operator when left out. */
  readonly owner?: Address | undefined
  readonly nodePrivateKey: Hex
  readonly hpkePublicKey: Hex
  readonly gatewayUrl: string
  readonly multiaddrs: readonly string[]
  /** In any order, none twice. */
  readonly corridors: readonly Corridor[]
  readonly signal?: AbortSignal | undefined
}

/** Registers or updates the client's account as operator. */
export async function registerProvider(client: Signer, parameters: RegisterParameters): Promise<Mined> {
  const { network, nodePrivateKey, hpkePublicKey, gatewayUrl, multiaddrs, corridors, signal } = parameters
  const operator = client.account.address
  const node = privateKeyToAccount(nodePrivateKey)
  const registry = { address: network.contracts.ProviderRegistry, abi: providerRegistryAbi } as const
  signal?.throwIfAborted()
  // Every binding and every revocation moves it on, so that nobody can bind a retired node key with an old signature.
  const nonce = await readContract(client, { ...registry, functionName: 'bindingNonceOf', args: [operator] })
  const nodeSignature = await node.signTypedData({
    domain: {
      name: 'Paynode ProviderRegistry',
      version: '1',
      chainId: network.chainId,
      verifyingContract: registry.address,
    },
    types: {
      NodeBinding: [
        { name: 'operator', type: 'address' },
        { name: 'nonce', type: 'uint256' },
      ],
    },
    primaryType: 'NodeBinding',
    message: { operator, nonce },
  })
  const point = hexToBytes(node.publicKey).subarray(1)
  const parity = ((point[63] ?? 0) & 1) === 0 ? '02' : '03'
  const provider = {
    owner: parameters.owner ?? operator,
    nodeKey: `0x${parity}${bytesToHex(point.subarray(0, 32)).slice(2)}` as const,
    hpkeKey: hpkePublicKey,
    gatewayUrl,
    multiaddrs,
    corridors: corridors.map(toCorridorBytes),
    active: true,
  }
  return transact(client, {
    ...registry,
    functionName: 'register',
    args: [operator, provider, bytesToHex(point), nodeSignature],
    signal,
  })
}
