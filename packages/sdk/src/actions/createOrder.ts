/** Locks a payer's tokens for a recipient. Everything that can be refused is refused before money moves. */
import type { OrderId } from '../protocol/ids.ts'
import type { Order } from '../protocol/order.ts'
import { assertAmount } from './assertAmount.ts'
import { assertBalance, assertChain, type LockOptions, lockOrder } from './lockOrder.ts'
import { assertPayable, type PrepareOrderParameters, prepareOrder } from './prepareOrder.ts'
import { sendEnvelopes } from './sealEnvelopes.ts'
import type { Mined, Signer } from './transact.ts'

/** Like `prepareOrder`'s; the payer is the client's account. `relay: true` leaves the gas to a gateway. */
export type CreateOrderParameters = Omit<PrepareOrderParameters, 'payer'> & LockOptions

/** An order that is on chain. */
export type CreatedOrder = Mined & { readonly orderId: OrderId; readonly order: Order }

/**
 * Creates an order from the client's account: checks, quotes, seals the recipient and leaves it with a gateway, then locks: by one batch
 * where the wallet can, else by approval and order, or by signature alone with `relay: true`. The offer is looked at once more just before.
 * @throws WrongChainError, UnknownCorridorError, InvalidRecipientError, InvalidAmountError, InsufficientBalanceError, NoQuoteError, GatewayError
 * before anything is on chain, and whatever `lockOrder` throws.
 * @example
 * const recipient = parseRecipient('NGN/bank:058:0123456789')
 * const { orderId } = await createOrder(wallet, { network, amount: 25_000_000n, recipient })
 */
export async function createOrder(client: Signer, { relay, lane, batch, ...parameters }: CreateOrderParameters): Promise<CreatedOrder> {
  const { network, amount, recipient, onProgress, signal } = parameters
  assertPayable(recipient)
  assertAmount('amount', amount)
  await assertChain(client, network, signal)
  await assertBalance(client, network, amount, signal)
  const { orderId, order, envelopes, gateways } = await prepareOrder(client, { ...parameters, payer: client.account.address })
  onProgress?.({ step: 'prepared', orderId, order })
  onProgress?.({ step: 'sending' })
  await sendEnvelopes({ network: { gateways }, orderId, order, envelopes, signal })
  const mined = await lockOrder(client, { network, order, relay, lane, batch, onProgress, signal })
  return { ...mined, orderId, order }
}
