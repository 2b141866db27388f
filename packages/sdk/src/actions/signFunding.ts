/** The payer signs an order, so that somebody else can put it on chain: no gas, and nothing but this order can come of it. */
import { type Address, type Client, type Hex, parseAbi, type TypedDataDefinition } from 'viem'
import { readContract, signTypedData } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import {
  type Funding,
  permit2Address,
  type TokenDomain,
  toAuthorizationTypedData,
  toPermit2TypedData,
  toPermitTypedData,
} from '../protocol/funding.ts'
import { type EscrowDomain, type Order, toOrderTypedData } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'
import { toActionError } from './toActionError.ts'
import type { Signer } from './transact.ts'

/** Which lane, for which order. */
export type SignFundingParameters = {
  readonly network: Pick<PaynodeNetwork, 'chainId' | 'contracts'>
  /** From `prepareOrder`; its payer is the client's account. */
  readonly order: Order
  /** `authorization` needs a token with ERC-3009 (USDC has it), `permit2` an allowance for Permit2, `allowance` one for the escrow. */
  readonly lane: Exclude<Funding['lane'], 'payer'>
  readonly signal?: AbortSignal | undefined
}

const tokenAbi = parseAbi([
  'function name() view returns (string)',
  'function version() view returns (string)',
  'function nonces(address owner) view returns (uint256)',
])
const permit2Abi = parseAbi(['function nonceBitmap(address owner, uint256 word) view returns (uint256)'])

/**
 * Signs for a relayer. The order's terms are in the message (or its id, for ERC-3009), so a relayer can only put this order on chain.
 * A smart account may answer with an ERC-1271 or ERC-6492 signature; `relayOrder` knows what to do with either.
 * @throws WalletRejectedError, WrongChainError; viem's errors when the token lacks the lane.
 */
export async function signFunding(client: Signer, { network, order, lane, signal }: SignFundingParameters): Promise<Funding> {
  const domain: EscrowDomain = { chainId: network.chainId, escrow: network.contracts.OrderEscrow }
  const sign = (data: unknown): Promise<Hex> => {
    signal?.throwIfAborted()
    const signature = signTypedData(client, { account: client.account, ...(data as TypedDataDefinition) }) // built by our own typed functions
    return fromChain(signature, signal).catch((error: unknown) => {
      throw toActionError(error, { functionName: `signing the ${lane}`, chainId: network.chainId })
    })
  }
  switch (lane) {
    case 'allowance':
      return { lane, signature: await sign(toOrderTypedData(order, domain)) }
    case 'authorization':
      return { lane, signature: await sign(toAuthorizationTypedData(order, domain, await getTokenDomain(client, order.token))) }
    case 'permit2': {
      const nonce = await getPermit2Nonce(client, order.payer)
      return { lane, nonce, signature: await sign(toPermit2TypedData(order, domain, nonce)) }
    }
    case 'permit': {
      const deadline = BigInt(order.claimBy)
      const args = [order.payer] as const
      const nonce = await readContract(client, { address: order.token, abi: tokenAbi, functionName: 'nonces', args })
      const tokenDomain = await getTokenDomain(client, order.token)
      const permitSignature = await sign(toPermitTypedData(order, domain, tokenDomain, { nonce, deadline }))
      return { lane, deadline, permitSignature, signature: await sign(toOrderTypedData(order, domain)) }
    }
  }
}

/** Name and version under which a token's holders sign; version "1" where the token says none. */
async function getTokenDomain(client: Client, token: Address): Promise<TokenDomain> {
  const name = await readContract(client, { address: token, abi: tokenAbi, functionName: 'name' })
  const version = await readContract(client, { address: token, abi: tokenAbi, functionName: 'version' }).catch(() => '1')
  return { name, version }
}

/** The lowest Permit2 nonce that the payer has not used: neighbours share a storage word, which is what makes them cheap. */
async function getPermit2Nonce(client: Client, owner: Address): Promise<bigint> {
  for (let word = 0n; ; word += 1n) {
    const used = await readContract(client, { address: permit2Address, abi: permit2Abi, functionName: 'nonceBitmap', args: [owner, word] })
    for (let bit = 0n; bit < 256n; bit += 1n) if (((used >> bit) & 1n) === 0n) return (word << 8n) | bit
  }
}
