/** Ranks the providers of one order: a pure function of its input, the same on every machine. */
import { type Address, type Hex, keccak256, stringToHex } from 'viem'
import type { Corridor } from '../protocol/corridor.ts'
import type { OrderId } from '../protocol/ids.ts'
import { encodeReport, type Report } from '../protocol/report.ts'
import { type FeatureName, features } from './features.ts'
import { clamp, divFloor, isqrt, log2Floor, ONE_Q12, ONE_Q16, toLogit } from './integer.ts'
import type { ProviderStats } from './model/model.ts'
import { logits } from './tables/logit.ts'
import { normalQuantiles } from './tables/normal.ts'

/** A registered provider as the chain and the agreed bundle show it at the order's block. */
export type Candidate = {
  readonly provider: Address
  /** Token units free in its escrow account. */
  readonly stakeFree: bigint
  readonly inFlight: number
  readonly stats: ProviderStats
  readonly report: Report | undefined
  readonly failedThisOrder: boolean
}

/** Everything that routing may read. `seed` is the hash of the order's block, unknown when its id was fixed. */
export type RoutingInput = {
  readonly orderId: OrderId
  readonly corridor: Corridor
  /** Token units. */
  readonly amount: bigint
  readonly tokenDecimals: number
  /** Minor units of the currency. */
  readonly payout: bigint
  readonly bondRequired: bigint
  readonly seed: Hex
  readonly pinned: readonly Address[]
  /** Digest of the model that the stats were read from. */
  readonly model: Hex
  /** Digest of the report bundle. */
  readonly bundle: Hex
  readonly candidates: readonly Candidate[]
}

/** A feature's value (Q12), its weight (Q16) and what it adds to the score (Q12). */
export type FeatureValue = { readonly name: FeatureName; readonly value: number; readonly weight: number; readonly contribution: number }
/** Why a provider stands at the tail whatever its score. */
export type Gate = 'failedThisOrder' | 'breaker' | 'load'
export type RankedProvider = {
  readonly provider: Address
  readonly score: number
  readonly features: readonly FeatureValue[]
  readonly gate?: Gate | undefined
}
export type ExclusionReason = 'noReport' | 'maintenance' | 'belowMinimum' | 'aboveMaximum' | 'quoteTooLow' | 'stakeTooLow' | 'noCapacity'

/** Best first, who was left out and why, and the digest of everything that was ranked on. */
export type Ranking = {
  readonly ranked: readonly RankedProvider[]
  readonly excluded: readonly { readonly provider: Address; readonly reason: ExclusionReason }[]
  readonly digest: Hex
}

/** Digest of the rules: code version, features, weights and tables. Two daemons with different rules see it in every route. */
export const rulesetHash: Hex = keccak256(stringToHex(JSON.stringify(['paynode-router-1', features, logits, normalQuantiles])))

/** Ranks. Never throws on well-typed input; zero candidates give an empty ranking. */
export function rankProviders(input: RoutingInput): Ranking {
  const candidates = [...input.candidates].sort((left, right) => compareText(left.provider.toLowerCase(), right.provider.toLowerCase()))
  const excluded: { provider: Address; reason: ExclusionReason }[] = []
  const eligible: { candidate: Candidate; report: Report }[] = []
  for (const candidate of candidates) {
    const reason = findExclusion(input, candidate)
    if (reason) excluded.push({ provider: candidate.provider, reason })
    else if (candidate.report) eligible.push({ candidate, report: candidate.report })
  }
  const bestRate = eligible.reduce((best, { report }) => (report.rate > best ? report.rate : best), 1n)
  const scored = eligible.map(({ candidate, report }) => ({
    ranked: score(input, candidate, report, bestRate),
    // Ties: the emptier provider, compared as exact products; then a hash that the block seeds.
    load: { inFlight: candidate.inFlight, capacity: report.capacity },
    lot: keccak256(`${input.orderId}${candidate.provider.slice(2).toLowerCase()}` as Hex),
    pin: pinOf(input, candidate.provider),
  }))
  scored.sort(
    (left, right) =>
      left.pin - right.pin ||
      gateRank(left.ranked.gate) - gateRank(right.ranked.gate) ||
      right.ranked.score - left.ranked.score ||
      left.load.inFlight * right.load.capacity - right.load.inFlight * left.load.capacity ||
      compareText(left.lot, right.lot),
  )
  return { ranked: scored.map(({ ranked }) => ranked), excluded, digest: hashInput(input, candidates) }
}

function findExclusion(
  { payout, amount, tokenDecimals, bondRequired }: RoutingInput,
  { report, stakeFree }: Candidate,
): ExclusionReason | undefined {
  if (!report) return 'noReport'
  if (report.maintenance) return 'maintenance'
  if (report.capacity === 0) return 'noCapacity'
  if (payout < report.minPayout) return 'belowMinimum'
  if (payout > report.maxPayout) return 'aboveMaximum'
  if (report.rate * amount < payout * tenTo(tokenDecimals)) return 'quoteTooLow'
  if (stakeFree < bondRequired) return 'stakeTooLow'
  return undefined
}

function score(input: RoutingInput, candidate: Candidate, report: Report, bestRate: bigint): RankedProvider {
  const { stats, inFlight, stakeFree } = candidate
  const slow = toLogit(stats.cellSlow)
  const lot = Number(BigInt(keccak256(`${input.seed}${input.orderId.slice(2)}${candidate.provider.slice(2).toLowerCase()}` as Hex)) & 255n)
  // Standard deviation of a rate seen n times, Q12: √(p(1 − p) ⁄ (n + 4)).
  const variance = divFloor(
    divFloor(stats.cellSlow * (ONE_Q16 - stats.cellSlow), ONE_Q16) * 256,
    divFloor(stats.evidence + 4 * ONE_Q16, ONE_Q16),
  )
  const deviation = isqrt(variance) // (Q16 × 2^8) under the root = Q12
  const values: Record<FeatureName, number> = {
    successSlow: slow,
    trend: toLogit(stats.cellFast) - slow,
    successOverall: toLogit(stats.overallSlow),
    exploration: divFloor(deviation * (normalQuantiles[lot] ?? 0), divFloor(ONE_Q12, 4)),
    quote: -Number(((bestRate - report.rate) * 100n * BigInt(ONE_Q12)) / bestRate),
    stake: log2Floor(stakeFree / (input.bondRequired > 0n ? input.bondRequired : 1n)) * divFloor(ONE_Q12, 2),
    inFlight: divFloor(inFlight * ONE_Q12, report.capacity),
    load: divFloor(report.loadBps * ONE_Q12, 10_000),
    liquidity: clamp(log2Floor(input.payout) + 1 - report.liquidityBucket, 0, 8) * ONE_Q12,
    consecutiveFailures: clamp(stats.consecutiveFailures, 0, 8) * ONE_Q12,
  }
  const explained = features.map(({ name, weight }): FeatureValue => {
    const value = clamp(values[name], -131_072, 131_072) + 0 // + 0: no negative zero
    return { name, value, weight, contribution: divFloor(value * weight, ONE_Q16) }
  })
  const total = explained.reduce((sum, { contribution }) => sum + contribution, 0)
  return { provider: candidate.provider, score: total, features: explained, gate: findGate(candidate, report) }
}

function findGate({ failedThisOrder, stats, inFlight }: Candidate, { capacity }: Report): Gate | undefined {
  if (failedThisOrder) return 'failedThisOrder'
  if (stats.consecutiveFailures >= 5) return 'breaker'
  return (inFlight + 1) * 100 > capacity * 85 ? 'load' : undefined
}

const gateRank = (gate: Gate | undefined) => (gate === undefined ? 0 : gate === 'load' ? 1 : gate === 'breaker' ? 2 : 3)

function pinOf({ pinned }: RoutingInput, provider: Address): number {
  const position = pinned.findIndex((other) => other.toLowerCase() === provider.toLowerCase())
  return position < 0 ? pinned.length : position
}

function hashInput(input: RoutingInput, candidates: readonly Candidate[]): Hex {
  const rows = candidates.map(({ provider, stakeFree, inFlight, stats, report, failedThisOrder }) => [
    provider.toLowerCase(),
    stakeFree.toString(),
    inFlight,
    [stats.cellSlow, stats.cellFast, stats.overallSlow, stats.overallFast, stats.evidence, stats.consecutiveFailures],
    report ? encodeReport(report) : null,
    failedThisOrder,
  ])
  const { orderId, corridor, amount, tokenDecimals, payout, bondRequired, seed, pinned, model, bundle } = input
  const head = [rulesetHash, orderId, corridor, amount.toString(), tokenDecimals, payout.toString(), bondRequired.toString(), seed]
  return keccak256(stringToHex(JSON.stringify([...head, pinned.map((address) => address.toLowerCase()), model, bundle, rows])))
}

function tenTo(decimals: number): bigint {
  let value = 1n
  for (let index = 0; index < decimals; index++) value *= 10n
  return value
}

const compareText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
