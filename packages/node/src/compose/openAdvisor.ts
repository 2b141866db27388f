/** Opens the advisor: shows it the corridor's other providers as the router sees them, without saying who they are. */
import type { Corridor, ProviderId, Report } from '@paynode/sdk/protocol'
import { type FeatureValue, features, type RoutingOrder, rankProviders, type State, sliceState } from '@paynode/sdk/router'
import { zeroHash } from 'viem'
import { type Advisor, startAdvisor } from '../advisor/startAdvisor.ts'
import type { AdvisedProvider } from '../advisor/types.ts'
import type { ChainView } from '../chain/ports.ts'
import type { AdvisorConfig } from '../config/advisor.ts'
import { readSecret } from '../config/load.ts'
import type { NodeConfig } from '../config/schema.ts'
import { applyBundle } from '../routing/applyBundle.ts'
import type { Bundles } from '../routing/bundles.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { drawProviders } from './report.ts'

/** What it needs. `model` is the router's model as the head has it; it is copied, never changed. */
export type AdvisorParts = {
  readonly advisor: AdvisorConfig
  readonly config: NodeConfig
  readonly self: ProviderId
  readonly view: Pick<ChainView, 'providers'>
  readonly bundles: Pick<Bundles, 'getOwnBundle'>
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  model(): State
}

/** Providers shown in one question: as many as a report has room for. */
const MAX_SHOWN = 64
const ONE = 4_096

/** @throws ConfigError when the key is missing or open to others. */
export function openAdvisor({ advisor, config, self, view, bundles, model, ...parts }: AdvisorParts): Advisor {
  const { kind, url, model: name, maxTokens, key, ...limits } = advisor
  const { epochSeconds } = config.routing
  const describe = (corridor: Corridor, epoch: number): readonly AdvisedProvider[] => {
    const members = view.providers().flatMap(({ operator, corridors }) => (corridors.includes(corridor) ? [operator] : []))
    const state = sliceState(model(), members)
    const { reports } = bundles.getOwnBundle(corridor, epoch - 1)
    applyBundle(state, corridor, { epoch: epoch - 1, reports }, epoch * epochSeconds)
    const shown = drawProviders(
      members.filter((member) => member !== self),
      epoch,
    ).slice(0, MAX_SHOWN)
    const terms = new Map(reports.map((report) => [report.provider.toLowerCase(), report]))
    return shown.flatMap((provider) => {
      const order = toSmallOrder(state, corridor, provider, terms.get(provider.toLowerCase()))
      return rankProviders(state, order).ranked.map(({ features: values }) => ({ provider, facts: toFacts(values) }))
    })
  }
  return startAdvisor({
    ...parts,
    ...limits,
    endpoint: { kind, url, model: name, maxTokens, key: key && readSecret(key) },
    corridors: config.corridors.map(({ corridor }) => corridor),
    epochSeconds,
    describe,
  })
}

/** The smallest order that a provider takes: what is said of it then holds for any. */
function toSmallOrder(state: State, corridor: Corridor, provider: ProviderId, report: Report | undefined): RoutingOrder {
  const payout = report && report.minPayout > 0n ? report.minPayout : 1n
  const amount = report && report.rate > 0n ? (payout * 10n ** BigInt(state.options.tokenDecimals)) / report.rate + 1n : 1n
  return { orderId: zeroHash, corridor, amount, payout, bondRequired: 0n, seed: '0x', among: [provider] }
}

const toFacts = (values: readonly FeatureValue[]) =>
  Object.fromEntries(values.flatMap(({ name, value }) => (isFact.has(name) ? [[name, toNumber(value)]] : [])))

/** What the chain, the peers and the provider say. Not what other advisors do, nor what hangs on the order. */
const isFact: ReadonlySet<string> = new Set(
  features.flatMap(({ name, source, enters }) => (enters === 'score' && ['O', 'P', 'G'].includes(source) ? [name] : [])),
)

/** Q12 → a number with two places. */
const toNumber = (value: number) => Math.round((value / ONE) * 100) / 100
