/** The event log of a run, and how a policy is asked: it sees what stands on the chain and in the agreed bundle, nothing else. */
import type { Strain, Truth } from '../world/createTruth.ts'
import type { World, WorldOrder } from '../world/types.ts'

/** Why an attempt failed. `missed`: the top rank let its turn pass, which is seen by who claimed after it. */
export type Cause = 'none' | 'expired' | 'recipientRejected' | 'pspUnavailable' | 'insufficientFloat' | 'missed'

/** One line of the log, in chain order. Providers and orders by index. */
export type LogEvent =
  | { readonly name: 'created'; readonly at: number; readonly order: number }
  | { readonly name: 'assigned'; readonly at: number; readonly order: number; readonly provider: number; readonly rank: number }
  | { readonly name: 'settled'; readonly at: number; readonly order: number; readonly provider: number }
  | { readonly name: 'failed'; readonly at: number; readonly order: number; readonly provider: number; readonly cause: Cause }
  | { readonly name: 'registered'; readonly at: number; readonly provider: number }
  | { readonly name: 'left'; readonly at: number; readonly provider: number }
  | { readonly name: 'epoch'; readonly at: number; readonly epoch: number }
  | { readonly name: 'reports'; readonly at: number; readonly bundle: Bundle }

/** A finished attempt, as replay gives it to a learner. */
export type Outcome = {
  readonly order: WorldOrder
  readonly provider: number
  readonly success: boolean
  readonly cause: Cause
  /** Seconds since the start: claimed and finished. */
  readonly claimedAt: number
  readonly finishedAt: number
}

/** What a provider says of itself. */
export type Statement = {
  readonly epoch: number
  /** Margin below the mid rate, basis points. */
  readonly marginBps: number
  /** Units of money, by corridor. */
  readonly float: readonly number[]
  readonly load: number
  readonly capacity: number
  readonly maintenance: boolean
}
/** What its peers measured of it, by witness: share of probes that failed, and round trip in milliseconds. */
export type Measurement = { readonly epoch: number; readonly failed: readonly number[]; readonly rttMs: readonly number[] }

/** A provider's row of a bundle. Its own report may be lost while its peers' are not. */
export type Entry = { readonly report: Statement | undefined; readonly probe: Measurement | undefined }

/** The agreed reports of an epoch, by provider; undefined for who was not registered. */
export type Bundle = { readonly epoch: number; readonly entries: readonly (Entry | undefined)[] }

/** What a policy sees when it ranks. Arrays are only valid during the call. */
export type Sight = {
  readonly order: WorldOrder
  readonly epoch: number
  readonly block: number
  /** Providers that may serve the order, by index, ascending. */
  readonly eligible: readonly number[]
  readonly inFlight: ArrayLike<number>
  /** Units of money locked as bonds, by provider. */
  readonly bonds: ArrayLike<number>
  /** What stands: the last of each statement and measurement that is not older than three epochs; undefined without any bundle. */
  readonly bundle: Bundle | undefined
}

/** A way to choose. One instance lives through one run. */
export type Policy = {
  /** Best first; providers left out get no turn. */
  rank(sight: Sight): readonly number[]
  /** An attempt that may be learned from, in chain order, late as chains are. */
  learn?(outcome: Outcome): void
  /** Everything that happens on the chain, at once. Outcomes may only be learned from when `learn` gives them. */
  see?(event: LogEvent): void
}

/** Makes a policy for a world. Only the oracle may read `truth`, `strain` comes with it. */
export type PolicyMaker = {
  readonly name: string
  create(setting: { readonly world: World; readonly truth: Truth; readonly strain: Strain }): Policy
}
