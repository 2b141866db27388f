/** What it costs that a recipient receives exactly so much. */
import type { PaynodeNetwork } from '../clients/network.ts'
import { NoQuoteError } from '../errors/gateway.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { getQuote, type Quote } from './getQuote.ts'
import { assertAmount } from './prepareOrder.ts'

/** The quote for the tokens that are needed; `payout` is what was asked for, `rate` the best provider's, minor units per whole token. */
export type PayoutQuote = Quote & { readonly rate: bigint }

export type GetPayoutQuoteParameters = {
  readonly network: Pick<PaynodeNetwork, 'gateways' | 'token'>
  readonly corridor: Corridor
  /** Minor units that the recipient must receive. */
  readonly payout: bigint
  /** Basis points on top, so that more than the best provider can serve; 100 when left out. */
  readonly slippageBps?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Tokens for a payout, rounded up: `⌈payout × 10^decimals × 10 000 ⁄ (rate × (10 000 − slippage))⌉`.
 * @throws NoQuoteError when nobody pays that much or that little.
 * @example
 * const { amount, payout } = await getPayoutQuote(client, { network, corridor: 'NGN/bank', payout: parsePayout('25000', 'NGN') })
 */
export async function getPayoutQuote(
  client: unknown,
  { network, corridor, payout, slippageBps = 100, signal }: GetPayoutQuoteParameters,
): Promise<PayoutQuote> {
  assertAmount('payout', payout)
  const one = 10n ** BigInt(network.token.decimals)
  const { rate } = await getBestRate(client, { network, corridor, amount: one, signal })
  const scaled = rate * BigInt(10_000 - slippageBps)
  const amount = (payout * one * 10_000n + scaled - 1n) / scaled
  const quote = await getQuote(client, { network, corridor, amount, signal })
  if (!quote.quotes.some(({ minPayout, maxPayout }) => minPayout <= payout && payout <= maxPayout))
    throw new NoQuoteError({ corridor, reason: 'it is outside every provider’s limits' })
  return { ...quote, payout, rate }
}

/** One token may be below everybody's limits; the price is asked for all the same, at growing amounts. */
async function getBestRate(client: unknown, parameters: Parameters<typeof getQuote>[1]): Promise<{ readonly rate: bigint }> {
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
