/** What it costs that a recipient receives exactly so much. */
import type { Client } from 'viem'
import { NoQuoteError } from '../errors/gateway.ts'
import type { Corridor } from '../protocol/corridor.ts'
import type { CurrencyOf, Payout } from '../protocol/payout.ts'
import { getProviders } from './getProviders.ts'
import { type GetQuoteParameters, getQuote, type Quote } from './getQuote.ts'
import { assertAmount } from './prepareOrder.ts'

/** The quote for the tokens that are needed; `payout` is what was asked for, `rate` the best provider's, minor units per whole token. */
export type PayoutQuote<corridor extends Corridor = Corridor> = Quote<corridor> & { readonly rate: bigint }

export type GetPayoutQuoteParameters<corridor extends Corridor = Corridor> = Omit<GetQuoteParameters<corridor>, 'amount'> & {
  /** Minor units that the recipient must receive. */
  readonly payout: Payout<CurrencyOf<corridor>>
  /** Basis points on top, so that more than the best provider can serve; 100 when left out. */
  readonly slippageBps?: number | undefined
}

/**
 * Tokens for a payout, rounded up: `⌈payout × 10^decimals × 10 000 ⁄ (rate × (10 000 − slippage))⌉`.
 * @throws NoQuoteError when nobody pays that much or that little.
 * @example
 * const { amount, payout } = await getPayoutQuote(client, { network, corridor: 'NGN/bank', payout: parsePayout('25000', 'NGN') })
 */
export async function getPayoutQuote<const corridor extends Corridor>(
  client: Client,
  { payout, slippageBps = 100, ...parameters }: GetPayoutQuoteParameters<corridor>,
): Promise<PayoutQuote<corridor>> {
  const { network, corridor, signal } = parameters
  assertAmount('payout', payout)
  const one = 10n ** BigInt(network.token.decimals)
  const providers = parameters.providers ?? (await getProviders(client, { network, corridor, signal }))
  const { rate } = await getBestRate(client, { ...parameters, providers, amount: one })
  const scaled = rate * BigInt(10_000 - slippageBps)
  const amount = (payout * one * 10_000n + scaled - 1n) / scaled
  const quote = await getQuote(client, { ...parameters, providers, amount })
  if (!quote.quotes.some(({ minPayout, maxPayout }) => minPayout <= payout && payout <= maxPayout))
    throw new NoQuoteError({ corridor, reason: 'it is outside every provider’s limits' })
  return { ...quote, payout, rate }
}

/** One token may be below everybody's limits; the price is asked for all the same, at growing amounts. */
async function getBestRate(client: Client, parameters: GetQuoteParameters): Promise<{ readonly rate: bigint }> {
  let { amount } = parameters
  for (let attempt = 0; ; attempt++) {
    try {
      const { quotes } = await getQuote(client, { ...parameters, amount })
      if (quotes[0]) return quotes[0]
    } catch (error) {
      if (!(error instanceof NoQuoteError) || attempt === 3) throw error
    }
    amount *= 10n
  }
}
