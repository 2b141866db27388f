/** What signed offers come to for an amount of tokens. */
import { NoQuoteError } from '../errors/gateway.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { floorToGrain } from '../protocol/floorToGrain.ts'
import type { CurrencyOf, Payout } from '../protocol/payout.ts'
import type { ProviderQuote, Quote } from './getQuote.ts'
import type { QuotedReport } from './verifyQuote.ts'

/** Every offer's payout for the amount, `⌊amount × rate ⁄ 10^decimals⌋` rounded down to what the rail carries; the highest rate first. */
export function toQuotes<corridor extends Corridor>(
  offers: readonly QuotedReport[],
  { corridor, amount, decimals }: { readonly corridor: corridor; readonly amount: bigint; readonly decimals: number },
): readonly ProviderQuote<corridor>[] {
  const one = 10n ** BigInt(decimals)
  return offers
    .map(({ provider, epoch, rate, minPayout, maxPayout }) => {
      const payout = floorToGrain(corridor, (amount * rate) / one) as Payout<CurrencyOf<corridor>>
      return { provider, epoch, rate, payout, minPayout, maxPayout }
    })
    .sort((left, right) => Number(right.rate > left.rate) - Number(right.rate < left.rate) || (left.provider < right.provider ? -1 : 1))
}

/** @throws NoQuoteError when no quote is left of the offers. */
export function toQuote<corridor extends Corridor>(
  quotes: readonly ProviderQuote<corridor>[],
  { corridor, amount, offers }: { readonly corridor: corridor; readonly amount: bigint; readonly offers: readonly QuotedReport[] },
): Quote<corridor> {
  const [best] = quotes
  if (best) return { corridor, amount, epoch: best.epoch, payout: best.payout, quotes }
  const reason = offers.length === 0 ? 'no provider is quoting now' : 'it is outside every provider’s limits'
  throw new NoQuoteError({ corridor, reason })
}
