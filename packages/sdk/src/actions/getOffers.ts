/** What the providers of a corridor offer: their signed reports, however many gateways lie about them. */
import type { Client } from 'viem'
import { getBlock } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { toGatewayError } from './askGateway.ts'
import { askSeveral } from './askSeveral.ts'
import { list, record, unknown } from './decode.ts'
import { toGateways } from './findGateways.ts'
import { fromChain } from './fromChain.ts'
import { getProviders, type Provider } from './getProviders.ts'
import { parseQuote, type QuotedReport, verifyQuote } from './verifyQuote.ts'

const parse = record({ quotes: list(unknown, 10_000) })

export type GetOffersParameters<corridor extends Corridor = Corridor> = {
  readonly network: Pick<PaynodeNetwork, 'gateways' | 'chainId' | 'contracts' | 'token'> & Partial<Pick<PaynodeNetwork, 'epochSeconds'>>
  readonly corridor: corridor
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
 * With an `amount` of token units they leave out who does not take it.
 * @throws GatewayError when no gateway has an answer that holds; RpcFailedError.
 */
export async function getOffers(
  client: Client,
  parameters: GetOffersParameters & { readonly amount?: bigint | undefined },
): Promise<readonly QuotedReport[]> {
  const { network, corridor, amount, signal } = parameters
  const path = `/v1/quotes?corridor=${encodeURIComponent(corridor)}${amount === undefined ? '' : `&amount=${amount}`}`
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
  return signed
}

type Context = Pick<GetOffersParameters, 'network' | 'corridor'> & { readonly providers: readonly Provider[]; readonly now: number }

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
