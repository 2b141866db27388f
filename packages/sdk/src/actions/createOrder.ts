/** Locks a payer's tokens for a recipient. Everything that can be refused is refused before money moves. */
import { type Address, bytesToBigInt, bytesToHex, erc20Abi, zeroAddress } from 'viem'
import { getBlock, readContract } from 'viem/actions'
import { z } from 'zod'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { InsufficientBalanceError, InvalidOrderError, NoQuoteError } from '../errors/payment.ts'
import { bpsFloor, formatUnitsExact } from '../protocol/amount.ts'
import type { OrderId } from '../protocol/ids.ts'
import { toJson } from '../protocol/json.ts'
import { hashOrder, type Order, orderDefaults, toOnchainOrder } from '../protocol/order.ts'
import { hashRecipient, type Recipient, validateRecipient } from '../protocol/recipient.ts'
import { sealRecipient } from '../protocol/sealing.ts'
import { approve } from './approve.ts'
import { askGateway } from './askGateway.ts'
import { getProviders } from './getProviders.ts'
import { getQuote } from './getQuote.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** What is happening while the payer waits. */
export type CreateOrderProgress = { readonly step: 'quoting' | 'sealing' | 'approving' | 'locking' | 'locked' }

export type CreateOrderParameters = {
  readonly network: PaynodeNetwork
  /** Token units, fees included. */
  readonly amount: bigint
  readonly recipient: Recipient
  /** Minor units the recipient must receive; the best quote less `slippageBps` when left out. */
  readonly payout?: bigint | undefined
  /** Basis points given up so that more than the best provider can serve; 100 when left out. */
  readonly slippageBps?: number | undefined
  readonly refundTo?: Address | undefined
  readonly pinned?: readonly Address[] | undefined
  readonly turnSeconds?: number | undefined
  /** Seconds from now until claims end; 600 when left out. */
  readonly claimSeconds?: number | undefined
  /** Seconds a claimer has to pay; 300 when left out. */
  readonly payWindow?: number | undefined
  /** Seconds from now until the payer may take the money back; the earliest that the escrow allows when left out. */
  readonly reclaimSeconds?: number | undefined
  readonly onProgress?: ((progress: CreateOrderProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export type CreatedOrder = Mined & { readonly orderId: OrderId; readonly order: Order }

/**
 * Creates an order from the client's account.
 * @throws InvalidOrderError, NoQuoteError, GatewayError, InsufficientBalanceError before anything is on chain.
 */
export async function createOrder(client: Signer, parameters: CreateOrderParameters): Promise<CreatedOrder> {
  const { network, amount, recipient, signal } = parameters
  const progress = (step: CreateOrderProgress['step']) => parameters.onProgress?.({ step })
  const problem = validateRecipient(recipient)
  if (problem) throw new InvalidOrderError(problem)
  if (amount <= 0n || amount >= 1n << 128n) throw new InvalidOrderError('the amount must be positive and below 2^128 token units')
  await assertBalance(client, network, amount)
  progress('quoting')
  const providers = await getProviders(client, { network, corridor: recipient.corridor })
  if (providers.length === 0) throw new NoQuoteError({ corridor: recipient.corridor, reason: 'no provider is registered' })
  const payout = parameters.payout ?? (await quotedPayout(client, parameters))
  progress('sealing')
  const { order, salt } = await toOrder(client, parameters, payout)
  const orderId = hashOrder(order, { chainId: network.chainId, escrow: network.contracts.OrderEscrow })
  const envelopes = await Promise.all(
    providers
      .slice(0, 16)
      .map(async ({ operator, hpkeKey }) => ({ provider: operator, sealed: await sealRecipient({ recipient, salt }, orderId, hpkeKey) })),
  )
  const body = { orderId, order: toJson(order), envelopes }
  await askGateway({ gateways: network.gateways, path: '/v1/recipients', body, schema: z.looseObject({}), signal })
  progress('approving')
  await approve(client, { token: network.token.address, spender: network.contracts.OrderEscrow, amount, signal })
  progress('locking')
  const mined = await transact(client, {
    address: network.contracts.OrderEscrow,
    abi: orderEscrowAbi,
    functionName: 'create',
    args: [toOnchainOrder(order)],
    signal,
  })
  progress('locked')
  return { ...mined, orderId, order }
}

async function assertBalance(client: Signer, { token }: PaynodeNetwork, amount: bigint): Promise<void> {
  const balance = await readContract(client, {
    address: token.address,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [client.account.address],
  })
  if (balance >= amount) return
  const text = (value: bigint) => formatUnitsExact(value, token.decimals)
  throw new InsufficientBalanceError({ have: text(balance), need: text(amount), symbol: token.symbol })
}

async function quotedPayout(
  client: Signer,
  { network, amount, recipient, slippageBps = 100, signal }: CreateOrderParameters,
): Promise<bigint> {
  const { payout } = await getQuote(client, { network, corridor: recipient.corridor, amount, signal })
  return payout - bpsFloor(payout, BigInt(slippageBps))
}

async function toOrder(client: Signer, parameters: CreateOrderParameters, payout: bigint) {
  const { network, amount, recipient, pinned = [], turnSeconds = 6, claimSeconds = 600, reclaimSeconds } = parameters
  // A wish to reclaim soon shortens the time to pay, because nobody may reclaim while a claimer may still pay.
  const payWindow = parameters.payWindow ?? (reclaimSeconds === undefined ? 300 : Math.max(1, reclaimSeconds - claimSeconds))
  const { timestamp } = await getBlock(client, { blockTag: 'latest' })
  const now = Number(timestamp)
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const claimBy = now + claimSeconds
  const order: Order = {
    ...orderDefaults,
    payer: client.account.address,
    refundTo: parameters.refundTo ?? client.account.address,
    token: network.token.address,
    amount,
    payout,
    corridor: recipient.corridor,
    recipientHash: hashRecipient({ recipient, salt }),
    integrator: zeroAddress,
    verifier: network.contracts.QuorumVerifier,
    pinned,
    turnSeconds,
    claimBy,
    payWindow,
    reclaimAfter: Math.max(claimBy + payWindow, now + (reclaimSeconds ?? 0)),
    salt: bytesToBigInt(crypto.getRandomValues(new Uint8Array(16))),
  }
  return { order, salt }
}
