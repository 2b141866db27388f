/** What the model is told, in chain order. `time` is unix seconds of the block; the model's clock is the latest it has heard. */
import type { Address, Hex } from 'viem'
import type { Corridor } from '../../protocol/corridor.ts'
import type { FailureCause } from '../../protocol/order.ts'
import type { Report } from '../../protocol/report.ts'

/** Why an attempt ended. `missed`: it was the provider's turn, and somebody further down claimed. */
export type OutcomeCause = FailureCause | 'missed' | 'disputed'

/** What is remembered of an order for an attempt at it. `amount` is token units. */
export type Attempt = {
  readonly orderId: Hex
  readonly provider: Address
  readonly corridor: Corridor
  readonly amount: bigint
  readonly payer: Address
  /** The payer chose the provider: the outcome says less. */
  readonly pinned?: boolean | undefined
  /** When the order appeared, unix seconds. */
  readonly createdAt?: number | undefined
}

/** A provider's row in the bundle of an epoch. Every part may be missing; a part that is out of range is ignored. */
export type BundleEntry = {
  readonly provider: Address
  /** Its own statement for this corridor. */
  readonly report?: Omit<Report, 'provider' | 'corridor' | 'epoch' | 'views'> | undefined
  /** What its peers measured, one number per witness: failed probes (basis points), round trips (ms, median and p95). */
  readonly probe?:
    | { readonly failed: readonly number[]; readonly rtt50: readonly number[]; readonly rtt95?: readonly number[] | undefined }
    | undefined
  /** Share of probes that came through, by region of the witness, basis points. */
  readonly reach?: readonly number[] | undefined
  /** Scores of the advisors, −127…127, one per signer. */
  readonly advice?: readonly number[] | undefined
}

export type RouterEvent =
  /** Registers, changes its corridors, or comes back. */
  | { readonly type: 'registered'; readonly provider: Address; readonly corridors: readonly Corridor[]; readonly time: number }
  | { readonly type: 'left'; readonly provider: Address; readonly time: number }
  /** Absolute account state. `free` and `locked` are token units; `inFlight`, when given, replaces the model's own count. */
  | {
      readonly type: 'account'
      readonly provider: Address
      readonly free: bigint
      readonly locked: bigint
      readonly inFlight?: number | undefined
      readonly time: number
    }
  /** The turn of an order was given to a provider (or it claimed): it is in flight from here on. */
  | ({ readonly type: 'assigned'; readonly time: number } & Attempt)
  /** Optional: it claimed. Measures the time from assignment to claim. */
  | { readonly type: 'claimed'; readonly orderId: Hex; readonly provider: Address; readonly time: number }
  /** The attempt ended. Without an earlier `assigned` it is learned from as the model stands now. */
  | ({
      readonly type: 'outcome'
      readonly success: boolean
      readonly cause: OutcomeCause
      /** When it claimed, where no `claimed` told. */
      readonly claimedAt?: number | undefined
      readonly time: number
    } & Attempt)
  /** The agreed bundle of a corridor and epoch. Must not be of the future; older than the last one is ignored. */
  | {
      readonly type: 'bundle'
      readonly corridor: Corridor
      readonly epoch: number
      readonly entries: readonly BundleEntry[]
      readonly time: number
    }
  /** Nothing happened, but time has passed. */
  | { readonly type: 'epoch'; readonly time: number }

/** `ignored` events change nothing but the count of ignored events; `reason` says why. */
export type EventResult = { readonly applied: boolean; readonly reason?: string | undefined }
