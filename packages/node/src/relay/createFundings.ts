/** Which signatures can fund an order here: that is the token's and the chain's to say, so they are asked. */
import { type Funding, permit2Address } from '@paynode/sdk/protocol'
import { encodeFunctionData, type Hex, parseAbi, zeroAddress, zeroHash } from 'viem'
import { decodeRefusal } from './decodeRefusal.ts'
import type { RelayDeps } from './types.ts'

/** A lane that anybody can send. */
export type RelayFunding = Exclude<Funding['lane'], 'payer'>

const tokenAbi = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'function nonces(address owner) view returns (uint256)',
])

/** The lanes, asked once and known from then on. @throws when the chain cannot be asked. */
export function createFundings({ client, token }: Pick<RelayDeps, 'client' | 'token'>): () => Promise<readonly RelayFunding[]> {
  const answers = async (data: Hex): Promise<boolean> => {
    try {
      return ((await client.call({ to: token, data })).data ?? '0x') !== '0x'
    } catch (error) {
      if (decodeRefusal(error)) return false
      throw error
    }
  }
  const ask = async (): Promise<readonly RelayFunding[]> => {
    const [authorization, permit, permit2] = await Promise.all([
      answers(encodeFunctionData({ abi: tokenAbi, functionName: 'authorizationState', args: [zeroAddress, zeroHash] })),
      answers(encodeFunctionData({ abi: tokenAbi, functionName: 'nonces', args: [zeroAddress] })),
      client.getCode({ address: permit2Address }),
    ])
    return [
      ...(authorization ? (['authorization'] as const) : []),
      ...(permit2 ? (['permit2'] as const) : []),
      ...(permit ? (['permit'] as const) : []),
      'allowance',
    ]
  }
  let known: Promise<readonly RelayFunding[]> | undefined
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}
