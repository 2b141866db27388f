/** Locks a payer's tokens for a recipient. Everything that can be refused is refused before money moves. */
import { erc20Abi, type Hex } from 'viem'
import { getChainId, readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { GatewayError } from '../errors/gateway.ts'
import { InsufficientBalanceError } from '../errors/input.ts'
import { QuoteExpiredError, WrongChainError } from '../errors/wallet.ts'
import { formatUnitsExact } from '../protocol/amount.ts'
import type { OrderId } from '../protocol/ids.ts'
import { type Order, toOnchainOrder } from '../protocol/order.ts'
import { approve } from './approve.ts'
import { getQuote } from './getQuote.ts'
import { assertAmount, assertPayable, type PrepareOrderParameters, prepareOrder } from './prepareOrder.ts'
import { sendEnvelopes } from './sealEnvelopes.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** Like `prepareOrder`'s; the payer is the client's account. */
export type CreateOrderParameters = Omit<PrepareOrderParameters, 'payer'>

/** An order that is on chain. */
export type CreatedOrder = Mined & { readonly orderId: OrderId; readonly order: Order }

/**
 * Creates an order from the client's account: checks, quotes, seals the recipient and leaves it with a gateway, approves, locks.
 * The offer is looked at once more after the approval, because a wallet's question can stand open for minutes.
 * @throws WrongChainError, UnknownCorridorError, InvalidRecipientError, InvalidAmountError, InsufficientBalanceError, NoQuoteError, GatewayError
 * before anything is on chain; WalletRejectedError, QuoteExpiredError, InsufficientGasError, ContractRefusedError before anything is locked.
 * @example
 * const recipient = parseRecipient('NGN/bank:058:0123456789')
 * const { orderId } = await createOrder(wallet, { network, amount: 25_000_000n, recipient })
 */
export async function createOrder(client: Signer, parameters: CreateOrderParameters): Promise<CreatedOrder> {
  const { network, amount, recipient, onProgress, signal } = parameters
  assertPayable(recipient)
  assertAmount('amount', amount)
  await assertChain(client, network)
  await assertBalance(client, network, amount)
  const { orderId, order, envelopes } = await prepareOrder(client, { ...parameters, payer: client.account.address })
  onProgress?.({ step: 'prepared', orderId, order })
  onProgress?.({ step: 'sending' })
  await sendEnvelopes({ network, orderId, order, envelopes, signal })
  onProgress?.({ step: 'approving' })
  const escrow = network.contracts.OrderEscrow
  await approve(client, {
    token: network.token.address,
    spender: escrow,
    amount,
    signal,
    onHash: (transactionHash) => onProgress?.({ step: 'approving', transactionHash }),
  })
  onProgress?.({ step: 'checking' })
  await assertOffered(client, network, order, signal)
  onProgress?.({ step: 'locking' })
  const args = [toOnchainOrder(order)]
  const onHash = (transactionHash: Hex) => onProgress?.({ step: 'locking', transactionHash })
  const mined = await transact(client, { address: escrow, abi: orderEscrowAbi, functionName: 'create', args, signal, onHash })
  onProgress?.({ step: 'locked' })
  return { ...mined, orderId, order }
}

async function assertChain(client: Signer, { chainId }: PaynodeNetwork): Promise<void> {
  const actual = await getChainId(client)
  if (actual !== chainId) throw new WrongChainError({ expected: chainId, actual })
}

/** Somebody still pays at least what the order asks. A gateway that does not answer now stops nothing: the order can be reclaimed. */
async function assertOffered(
  client: Signer,
  network: PaynodeNetwork,
  { corridor, amount, payout }: Order,
  signal: AbortSignal | undefined,
) {
  const offer = await getQuote(client, { network, corridor, amount, signal }).catch((error: unknown) => {
    signal?.throwIfAborted()
    if (error instanceof GatewayError) return undefined
    throw error
  })
  if (offer && offer.payout < payout) throw new QuoteExpiredError({ asked: payout, payout: offer.payout })
}

async function assertBalance(client: Signer, { token }: PaynodeNetwork, amount: bigint): Promise<void> {
  const address = client.account.address
  const balance = await readContract(client, { address: token.address, abi: erc20Abi, functionName: 'balanceOf', args: [address] })
  if (balance >= amount) return
  const text = (value: bigint) => formatUnitsExact(value, token.decimals)
  throw new InsufficientBalanceError({ have: text(balance), need: text(amount), symbol: token.symbol })
}
