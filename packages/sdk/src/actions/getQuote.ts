/** What the providers of a corridor would pay out for an amount, best first: offers that they signed themselves. */
import type { Address, Client } from 'viem'
import type { Corridor } from '../protocol/corridor.ts'
import type { CurrencyOf, Payout } from '../protocol/payout.ts'
import { type GetOffersParameters, getOffers } from './getOffers.ts'
import { toQuote, toQuotes } from './toQuotes.ts'

/** One provider's offer. `rate` is minor units per whole token, `payout` minor units for the amount asked. */
export type ProviderQuote<corridor extends Corridor = Corridor> = {
  readonly provider: Address
  /** The epoch of the report that it signed. */
  readonly epoch: number
  readonly rate: bigint
  readonly payout: Payout<CurrencyOf<corridor>>
  readonly minPayout: bigint
  readonly maxPayout: bigint
}
/** Offers for an amount. `payout` is the best one's. */
export type Quote<corridor extends Corridor = Corridor> = {
  readonly corridor: corridor
  readonly amount: bigint
  /** Of the best offer. */
  readonly epoch: number
  readonly payout: Payout<CurrencyOf<corridor>>
  readonly quotes: readonly ProviderQuote<corridor>[]
}

export type GetQuoteParameters<corridor extends Corridor = Corridor> = GetOffersParameters<corridor> & {
  /** Token units. */
  readonly amount: bigint
}

/**
 * Offers for an amount of tokens, each signed by its provider.
 * @throws NoQuoteError when nobody takes this amount; GatewayError when no gateway has an answer that holds; RpcFailedError.
 * @example
 * const { payout, quotes } = await getQuote(client, { network, corridor: 'NGN/bank', amount: 25_000_000n })
 * console.log(formatPayout(payout, 'NGN'), quotes.length)
 */
export async function getQuote<const corridor extends Corridor>(
  client: Client,
  parameters: GetQuoteParameters<corridor>,
): Promise<Quote<corridor>> {
  const { network, corridor, amount } = parameters
  const offers = await getOffers(client, parameters)
  const quotes = toQuotes(offers, { corridor, amount, decimals: network.token.decimals })
  return toQuote(
    quotes.filter(({ payout, minPayout, maxPayout }) => minPayout <= payout && payout <= maxPayout),
    { corridor, amount, offers },
  )
}
