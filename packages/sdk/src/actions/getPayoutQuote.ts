/** What it costs that a recipient receives exactly so much. */
import type { Client } from 'viem'
import type { Corridor } from '../protocol/corridor.ts'
import type { CurrencyOf, Payout } from '../protocol/payout.ts'
import { assertPayout } from './assertPayout.ts'
import { type GetOffersParameters, getOffers } from './getOffers.ts'
import type { Quote } from './getQuote.ts'
import { toQuote, toQuotes } from './toQuotes.ts'

/** The quote for the tokens that are needed; `payout` is what was asked for, `rate` the best provider's, minor units per whole token. */
export type PayoutQuote<corridor extends Corridor = Corridor> = Quote<corridor> & { readonly rate: bigint }

export type GetPayoutQuoteParameters<corridor extends Corridor = Corridor> = GetOffersParameters<corridor> & {
  /** Minor units that the recipient must receive. */
  readonly payout: Payout<CurrencyOf<corridor>>
  /** Basis points on top, so that more than the best provider can serve; 100 when left out. */
  readonly slippageBps?: number | undefined
}

/**
 * Tokens for a payout, rounded up: `⌈payout × 10^decimals × 10 000 ⁄ (rate × (10 000 − slippage))⌉`.
 * Only providers whose limits hold the payout count. @throws InvalidAmountError; NoQuoteError when nobody pays that much or that little; GatewayError.
 * @example
 * const { amount, payout } = await getPayoutQuote(client, { network, corridor: 'NGN/bank', payout: parsePayout('25000', 'NGN') })
 */
export async function getPayoutQuote<const corridor extends Corridor>(
  client: Client,
  { payout, slippageBps = 100, ...parameters }: GetPayoutQuoteParameters<corridor>,
): Promise<PayoutQuote<corridor>> {
  const { network, corridor } = parameters
  assertPayout(corridor, payout)
  const offers = await getOffers(client, parameters)
  const served = offers.filter(({ minPayout, maxPayout }) => minPayout <= payout && payout <= maxPayout)
  const rate = served.reduce((best, offer) => (offer.rate > best ? offer.rate : best), 0n)
  const scaled = rate * BigInt(10_000 - slippageBps)
  const amount = scaled === 0n ? 0n : (payout * 10n ** BigInt(network.token.decimals) * 10_000n + scaled - 1n) / scaled
  const quotes = toQuotes(served, { corridor, amount, decimals: network.token.decimals })
  return { ...toQuote(quotes, { corridor, amount, offers }), payout, rate }
}
