/** Which signatures can lock this payer's tokens without a transaction of its own. */
import { type Client, erc20Abi, parseAbi, zeroHash } from 'viem'
import { getCode, readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { type Funding, permit2Address } from '../protocol/funding.ts'
import type { Order } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'

const tokenAbi = parseAbi([
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'function nonces(address owner) view returns (uint256)',
  'function DOMAIN_SEPARATOR() view returns (bytes32)',
])

/** Lanes that a relayer can send. */
export type RelayLane = Exclude<Funding['lane'], 'payer'>

/**
 * Best first: `authorization` (ERC-3009), then allowances that stand already, then `permit` (ERC-2612), which only keys can sign.
 * @throws RpcFailedError.
 */
export async function getFundingLanes(
  client: Client,
  {
    network,
    order: { payer, token, amount },
    signal,
  }: {
    readonly network: Pick<PaynodeNetwork, 'contracts'>
    readonly order: Pick<Order, 'payer' | 'token' | 'amount'>
    readonly signal?: AbortSignal | undefined
  },
): Promise<readonly RelayLane[]> {
  const read = { address: token, abi: tokenAbi } as const
  const allowanceOf = (spender: Order['payer']) =>
    fromChain(readContract(client, { address: token, abi: erc20Abi, functionName: 'allowance', args: [payer, spender] }), signal)
  const knows = (question: Promise<unknown>) =>
    question.then(
      () => true,
      () => false,
    )
  const [authorization, nonces, domain, escrow, permit2, code] = await Promise.all([
    knows(readContract(client, { ...read, functionName: 'authorizationState', args: [payer, zeroHash] })),
    knows(readContract(client, { ...read, functionName: 'nonces', args: [payer] })),
    knows(readContract(client, { ...read, functionName: 'DOMAIN_SEPARATOR' })),
    allowanceOf(network.contracts.OrderEscrow),
    allowanceOf(permit2Address),
    fromChain(getCode(client, { address: payer }), signal),
  ])
  const lanes: readonly (readonly [RelayLane, boolean])[] = [
    ['authorization', authorization],
    ['allowance', escrow >= amount],
    ['permit2', permit2 >= amount],
    ['permit', nonces && domain && code === undefined],
  ]
  return lanes.flatMap(([lane, isThere]) => (isThere ? [lane] : []))
}
