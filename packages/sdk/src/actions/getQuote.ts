/** What the providers of a corridor would pay out for an amount, best first. */
import type { Address } from 'viem'
import { z } from 'zod'
import type { PaynodeNetwork } from '../clients/network.ts'
import { NoQuoteError } from '../errors/gateway.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { askGateway } from './askGateway.ts'

const minor = z
  .string()
  .regex(/^\d{1,40}$/)
  .transform(BigInt)
const address = z.custom<Address>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value), 'not an address')
const schema = z.object({
  epoch: z.int(),
  quotes: z.array(z.object({ provider: address, rate: minor, payout: minor, minPayout: minor, maxPayout: minor })),
})

/** One provider's offer. `rate` is minor units per whole token, `payout` minor units for the amount asked. */
export type ProviderQuote = {
  readonly provider: Address
  readonly rate: bigint
  readonly payout: bigint
  readonly minPayout: bigint
  readonly maxPayout: bigint
}
/** Offers for an amount. `payout` is the best one's. */
export type Quote = {
  readonly corridor: Corridor
  readonly amount: bigint
  readonly epoch: number
  readonly payout: bigint
  readonly quotes: readonly ProviderQuote[]
}

/** Asks a gateway for the last closed epoch's quotes. @throws NoQuoteError when nobody takes this amount. */
export async function getQuote(
  _client: unknown,
  {
    network,
    corridor,
    amount,
    signal,
  }: {
    readonly network: Pick<PaynodeNetwork, 'gateways'>
    readonly corridor: Corridor
    readonly amount: bigint
    readonly signal?: AbortSignal | undefined
  },
): Promise<Quote> {
  const path = `/v1/quotes?corridor=${encodeURIComponent(corridor)}&amount=${amount}`
  const answer = await askGateway({ gateways: network.gateways, path, schema, signal })
  const quotes = answer.quotes.filter(({ payout, minPayout, maxPayout }) => payout >= minPayout && payout <= maxPayout)
  const best = quotes[0]
  if (!best)
    throw new NoQuoteError({
      corridor,
      reason: answer.quotes.length === 0 ? 'no provider is quoting now' : 'it is outside every provider’s limits',
    })
  return { corridor, amount, epoch: answer.epoch, payout: best.payout, quotes }
}
