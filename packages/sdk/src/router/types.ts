/** What routing reads and what it gives. */
import type { Address, Hex } from 'viem'
import type { Corridor } from '../protocol/corridor.ts'
import type { OrderId } from '../protocol/ids.ts'
import type { Report } from '../protocol/report.ts'
import type { FeatureName } from './features.ts'
import type { ProviderStats } from './model/model.ts'

/** A registered provider as the chain and the agreed bundle show it at the order's block. */
export type Candidate = {
  readonly provider: Address
  /** Token units free in its escrow account. */
  readonly stakeFree: bigint
  /** Orders claimed and not finished. */
  readonly inFlight: number
  readonly stats: ProviderStats
  /** Its report in the agreed bundle; undefined when there is none, which excludes it. */
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
  /** Token units of free stake that a claim locks. */
  readonly bondRequired: bigint
  readonly seed: Hex
  readonly pinned: readonly Address[]
  /** Digest of the model that the stats were read from. */
  readonly model: Hex
  /** Digest of the report bundle. */
  readonly bundle: Hex
  readonly candidates: readonly Candidate[]
}

/** A feature's value (Q12), its weight (Q16) and what it adds to the score (log-odds, Q16). */
export type FeatureValue = { readonly name: FeatureName; readonly value: number; readonly weight: number; readonly contribution: number }
/** Why a provider stands at the tail whatever its score. */
export type Gate = 'failedThisOrder' | 'breaker' | 'load'
/** A provider in its place. `score` is log-odds, Q16. */
export type RankedProvider = {
  readonly provider: Address
  readonly score: number
  readonly features: readonly FeatureValue[]
  readonly gate?: Gate | undefined
}
/** Why a provider cannot serve an order at all. */
export type ExclusionReason = 'noReport' | 'maintenance' | 'belowMinimum' | 'aboveMaximum' | 'quoteTooLow' | 'stakeTooLow' | 'noCapacity'

/** Best first, who was left out and why, and the digest of everything that was ranked on. */
export type Ranking = {
  readonly ranked: readonly RankedProvider[]
  readonly excluded: readonly { readonly provider: Address; readonly reason: ExclusionReason }[]
  readonly digest: Hex
}
