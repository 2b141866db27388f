/** What routing reads of an order and what it gives. */
import type { Address, Hex } from 'viem'
import type { Corridor } from '../protocol/corridor.ts'
import type { FeatureName } from './features.ts'

/** An order to rank. `seed` is the hash of the order's block, unknown when its id was fixed; empty (`0x`) = nothing is drawn. */
export type RoutingOrder = {
  readonly orderId: Hex
  readonly corridor: Corridor
  /** Token units that the claimer is credited: fees are off already. */
  readonly amount: bigint
  /** Minor units of the currency. */
  readonly payout: bigint
  /** Token units of free stake that a claim locks. */
  readonly bondRequired: bigint
  readonly seed: Hex
  /** Chosen by the payer, first come first. */
  readonly pinned?: readonly Address[] | undefined
  /** Have failed this order before: they come last. */
  readonly failed?: readonly Address[] | undefined
  /** When given, only these are considered. */
  readonly among?: readonly Address[] | undefined
}

/** A feature's value (Q12), its weight (Q16) and what it adds to the predicted log-odds (Q16). */
export type FeatureValue = { readonly name: FeatureName; readonly value: number; readonly weight: number; readonly contribution: number }
/** Why a provider stands at the tail whatever its score, from mild to grave: the graver, the nearer the end. */
export type Gate = (typeof gates)[number]
export const gates = ['maintenance', 'breaker', 'load', 'probes', 'failedThisOrder'] as const
/** A provider in its place. `score` is the rank key: predicted success rate, price, draw and shadow price, Q16 of a probability. */
export type RankedProvider = {
  readonly provider: Address
  readonly score: number
  /** Predicted success rate, Q16. */
  readonly rate: number
  readonly features: readonly FeatureValue[]
  readonly gate?: Gate | undefined
  /** It was put first to learn about it. */
  readonly explored?: true | undefined
}
/** Why a provider cannot serve an order at all. */
export type ExclusionReason = 'noReport' | 'maintenance' | 'belowMinimum' | 'aboveMaximum' | 'quoteTooLow' | 'stakeTooLow' | 'noCapacity'
export type Exclusion = { readonly provider: Address; readonly reason: ExclusionReason }

/** Best first, and who was left out and why. */
export type Placing = { readonly ranked: readonly RankedProvider[]; readonly excluded: readonly Exclusion[] }
/** A placing, and the digest of the rules, the state and the order that it follows from. */
export type Ranking = Placing & { readonly digest: Hex }
