/** Puts a prepared order's tokens into the escrow. The same order can never be locked twice, so it is safe to ask again. */
import { erc20Abi } from 'viem'
import { getBlock, getChainId, readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { TransactionRevertedError } from '../errors/chain.ts'
import { InsufficientBalanceError } from '../errors/input.ts'
import { OrderExpiredError } from '../errors/order.ts'
import { ContractRefusedError, WrongAccountError, WrongChainError } from '../errors/wallet.ts'
import { formatUnitsExact } from '../protocol/amount.ts'
import type { Funding } from '../protocol/funding.ts'
import type { OrderId } from '../protocol/ids.ts'
import { hashOrder, type Order } from '../protocol/order.ts'
import { assertOffered } from './assertOffered.ts'
import { findCreation } from './findCreation.ts'
import { fromChain } from './fromChain.ts'
import { getOrderState } from './getOrderState.ts'
import { lockByBatch } from './lockByBatch.ts'
import { lockByRelay } from './lockByRelay.ts'
import { lockByWallet } from './lockByWallet.ts'
import type { CreateOrderProgress } from './prepareOrder.ts'
import type { Envelope } from './sealEnvelopes.ts'
import { toMined } from './toMined.ts'
import type { Mined, Signer } from './transact.ts'

/** How the tokens get into the escrow. */
export type LockOptions = {
  /** True: the wallet only signs, and a gateway sends the order and pays for it. */
  readonly relay?: boolean | undefined
  /** What is signed for the gateway; the first that token, payer and gateway know when left out. */
  readonly lane?: Exclude<Funding['lane'], 'payer'> | undefined
  /** False never asks the wallet for a batch (EIP-5792), even where it can. */
  readonly batch?: boolean | undefined
}

export type LockOrderParameters = LockOptions & {
  readonly network: PaynodeNetwork
  /** From `prepareOrder`, or a kept record; its payer is the client's account. */
  readonly order: Order
  /** Left with the relaying gateway too. */
  readonly envelopes?: readonly Envelope[] | undefined
  readonly onProgress?: ((progress: CreateOrderProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What each way of locking is given. */
export type LockContext = Omit<LockOrderParameters, keyof LockOptions> & {
  readonly orderId: OrderId
  /** No log of the order is older. */
  readonly fromBlock: bigint
  /** Looks at the offer once more. @throws QuoteExpiredError, NoQuoteError. */
  check(): Promise<void>
}

/**
 * Locks, or finds the order locked already. The envelopes must be with a gateway (`sendEnvelopes`) before.
 * @throws WrongChainError, WrongAccountError, OrderExpiredError, InsufficientBalanceError, QuoteExpiredError, WalletRejectedError,
 * InsufficientGasError, ContractRefusedError, NoGaslessFundingError: nothing was locked. RpcFailedError, RelayUnavailableError,
 * TransactionRevertedError: look (`resumeOrder`), or lock the same order again.
 * @example
 * const { order, orderId, envelopes } = await prepareOrder(wallet, { network, payer: wallet.account.address, amount, recipient })
 * await sendEnvelopes({ network, orderId, order, envelopes })
 * await lockOrder(wallet, { network, order, relay: true })
 */
export async function lockOrder(client: Signer, { relay, lane, batch, ...parameters }: LockOrderParameters): Promise<Mined> {
  const { network, order, onProgress, signal } = parameters
  await assertChain(client, network, signal)
  const actual = client.account.address
  if (actual.toLowerCase() !== order.payer.toLowerCase()) throw new WrongAccountError({ expected: order.payer, actual })
  const orderId = hashOrder(order, { chainId: network.chainId, escrow: network.contracts.OrderEscrow })
  const { number, timestamp } = await fromChain(getBlock(client, { blockTag: 'latest' }), signal)
  if ((await getOrderState(client, { network, orderId, signal })).status !== 'none') {
    const creation = await findCreation(client, { network, orderId, signal })
    if (creation) return toMined(creation)
  }
  const seconds = Number(timestamp) - order.claimBy
  if (seconds >= 0) throw new OrderExpiredError({ orderId, seconds })
  await assertBalance(client, network, order.amount, signal)
  const check = async () => {
    onProgress?.({ step: 'checking' })
    await assertOffered(client, { network, order, signal })
  }
  const context: LockContext = { ...parameters, orderId, fromBlock: number, check }
  const mined = relay
    ? await lockByRelay(client, { ...context, lane })
    : ((batch === false ? undefined : await lockByBatch(client, context)) ??
      (await lockByWallet(client, context).catch((error: unknown) => unlessLocked(client, context, error))))
  onProgress?.({ step: 'locked' })
  return mined
}

/** A batch that the wallet had disowned may land in between: then the escrow refuses the order because it has it. */
async function unlessLocked(client: Signer, context: LockContext, error: unknown): Promise<Mined> {
  const isRefusal = error instanceof ContractRefusedError || error instanceof TransactionRevertedError
  const creation = isRefusal ? await findCreation(client, context) : undefined
  if (!creation) throw error
  return toMined(creation)
}

/** @throws WrongChainError. */
export async function assertChain(client: Signer, { chainId }: Pick<PaynodeNetwork, 'chainId'>, signal: AbortSignal | undefined) {
  const actual = await fromChain(getChainId(client), signal)
  if (actual !== chainId) throw new WrongChainError({ expected: chainId, actual })
}

/** @throws InsufficientBalanceError. */
export async function assertBalance(
  client: Signer,
  { token }: Pick<PaynodeNetwork, 'token'>,
  amount: bigint,
  signal: AbortSignal | undefined,
): Promise<void> {
  const args = [client.account.address] as const
  const balance = await fromChain(readContract(client, { address: token.address, abi: erc20Abi, functionName: 'balanceOf', args }), signal)
  if (balance >= amount) return
  const text = (value: bigint) => formatUnitsExact(value, token.decimals)
  throw new InsufficientBalanceError({ have: text(balance), need: text(amount), symbol: token.symbol })
}
