/** What the providers of a corridor would pay out for an amount, best first: offers that they signed themselves. */
import type { Address, Client } from 'viem'
import { getBlock } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { NoQuoteError } from '../errors/gateway.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { floorToGrain } from '../protocol/floorToGrain.ts'
import type { CurrencyOf, Payout } from '../protocol/payout.ts'
import { toGatewayError } from './askGateway.ts'
import { askSeveral } from './askSeveral.ts'
import { list, record, unknown } from './decode.ts'
import { toGateways } from './findGateways.ts'
import { fromChain } from './fromChain.ts'
import { getProviders, type Provider } from './getProviders.ts'
import { parseQuote, type QuotedReport, verifyQuote } from './verifyQuote.ts'

const parse = record({ quotes: list(unknown, 10_000) })

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

export type GetQuoteParameters<corridor extends Corridor = Corridor> = {
  readonly network: Pick<PaynodeNetwork, 'gateways' | 'chainId' | 'contracts' | 'token'> & Partial<Pick<PaynodeNetwork, 'epochSeconds'>>
  readonly corridor: corridor
  /** Token units. */
  readonly amount: bigint
  /** Saves reading the registry. */
  readonly providers?: readonly Provider[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** Checking a signature takes a millisecond: a gateway that floods the payer with quotes is read up to here. */
const MAX_CHECKED = 64
/** Seconds of the chain's time after which a signed price is not believed any more, even when nobody shows a newer one. */
const MAX_AGE = 3_600

/**
 * Asks several gateways and keeps what registered providers signed: gateways can leave offers out, not invent or change them.
 * @throws NoQuoteError when nobody takes this amount; GatewayError when no gateway has an answer that holds; RpcFailedError.
 * @example
 * const { payout, quotes } = await getQuote(client, { network, corridor: 'NGN/bank', amount: 25_000_000n })
 * console.log(formatPayout(payout, 'NGN'), quotes.length)
 */
export async function getQuote<const corridor extends Corridor>(
  client: Client,
  parameters: GetQuoteParameters<corridor>,
): Promise<Quote<corridor>> {
  const { network, corridor, amount, signal } = parameters
  const path = `/v1/quotes?corridor=${encodeURIComponent(corridor)}&amount=${amount}`
  const providers = parameters.providers ?? (await getProviders(client, { network, corridor, signal }))
  const [now, { answers, reasons }] = await Promise.all([
    fromChain(getBlock(client, { blockTag: 'latest' }), signal).then(({ timestamp }) => Number(timestamp)),
    askSeveral({ gateways: toGateways(network, providers), path, parse, signal }),
  ])
  const heard = answers.flatMap(({ data }) => data.quotes.slice(0, MAX_CHECKED))
  const signed = await keepSigned(heard, { ...parameters, providers, now })
  if (heard.length > 0 && signed.length === 0) {
    const liars = answers.map(({ gateway }) => `${gateway}: none of its quotes is a fresh one that a registered provider signed`)
    throw toGatewayError(path, [...reasons, ...liars])
  }
  const one = 10n ** BigInt(network.token.decimals)
  const quotes = signed
    .map(({ provider, epoch, rate, minPayout, maxPayout }) => {
      const payout = floorToGrain(corridor, (amount * rate) / one) as Payout<CurrencyOf<corridor>>
      return { provider, epoch, rate, payout, minPayout, maxPayout }
    })
    .filter(({ payout, minPayout, maxPayout }) => payout >= minPayout && payout <= maxPayout)
    .sort((left, right) => Number(right.rate > left.rate) - Number(right.rate < left.rate) || (left.provider < right.provider ? -1 : 1))
  const [best] = quotes
  if (!best) {
    const reason = signed.length === 0 ? 'no provider is quoting now' : 'it is outside every provider’s limits'
    throw new NoQuoteError({ corridor, reason })
  }
  return { corridor, amount, epoch: best.epoch, payout: best.payout, quotes }
}

type Context = Pick<GetQuoteParameters, 'network' | 'corridor'> & { readonly providers: readonly Provider[]; readonly now: number }

/** Each provider's newest report that it signed, without those that take no orders. */
async function keepSigned(heard: readonly unknown[], { network, corridor, providers, now }: Context): Promise<readonly QuotedReport[]> {
  const domain = { chainId: network.chainId, escrow: network.contracts.OrderEscrow }
  const registered = new Map(providers.map((provider) => [provider.operator.toLowerCase(), provider]))
  const newest = new Map<string, QuotedReport>()
  for (const item of heard) {
    const report = parseQuote(item)
    const provider = report && registered.get(report.provider)
    if (!report || !provider || (newest.get(report.provider)?.epoch ?? -1) >= report.epoch) continue
    if (network.epochSeconds !== undefined && (report.epoch + 1) * network.epochSeconds < now - MAX_AGE) continue
    if (await verifyQuote({ ...report, corridor }, provider, domain)) {
      newest.set(report.provider, { ...report, provider: provider.operator })
    }
  }
  return [...newest.values()].filter(({ maintenance }) => !maintenance)
}
