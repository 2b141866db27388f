/** Looks at the offer once more before money moves: a wallet's question can stand open for minutes. */
import type { Client } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { GatewayError } from '../errors/gateway.ts'
import { QuoteExpiredError } from '../errors/wallet.ts'
import { getCredited, type Order } from '../protocol/order.ts'
import { getQuote } from './getQuote.ts'

/**
 * Somebody still pays at least what the order asks. A price agreed with a pinned provider is not compared, and a gateway that does not
 * answer now stops nothing: the order can be reclaimed.
 * @throws QuoteExpiredError, NoQuoteError.
 */
export async function assertOffered(
  client: Client,
  { network, order, signal }: { readonly network: PaynodeNetwork; readonly order: Order; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { corridor, payout, pinned } = order
  if (pinned.length > 0) return
  const offer = await getQuote(client, { network, corridor, amount: getCredited(order), signal }).catch((error: unknown) => {
    signal?.throwIfAborted()
    if (error instanceof GatewayError) return undefined
    throw error
  })
  if (offer && offer.payout < payout) throw new QuoteExpiredError({ asked: payout, payout: offer.payout })
}
