/** The escrow model's vocabulary: what the contract stores, what can be called, what comes of it. Amounts are token units, times unix seconds. */
import type { FailureCause, Order, OrderId, OrderStatus } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import type { ChainEventBody } from '../../../../node/src/chain/events.ts'

/** What the constructor fixes, and the registry's answer. */
export type EscrowRules = {
  readonly token: Address
  readonly instantCap: bigint
  readonly bondBps: number
  readonly maxProtocolFeeBps: number
  readonly feeReceiver: Address
  readonly escrow: Address
  readonly verifier: Address
  readonly attesters: readonly Address[]
  readonly threshold: number
  isActive(provider: Address, corridor: string): boolean
}

/** One order's word. */
export type OrderSlot = {
  readonly status: OrderStatus
  readonly claimer?: Address | undefined
  readonly createdAt: number
  readonly changedAt: number
  /** Decided at creation: a proven payout settles without a challenge window. */
  readonly isInstant: boolean
}
export type Account = { readonly free: bigint; readonly locked: bigint }
export type Fees = { readonly integratorFees: bigint; readonly protocolFees: bigint }

/** Everything the contract and its token store. Keys of maps are lower-case addresses. */
export type EscrowState = {
  readonly orders: ReadonlyMap<OrderId, OrderSlot>
  readonly accounts: ReadonlyMap<string, Account>
  readonly wallets: ReadonlyMap<string, bigint>
  /** By integrator. */
  readonly fees: ReadonlyMap<string, Fees>
}

/** An order with its id: whoever builds a call knows both. */
export type Terms = { readonly id: OrderId; readonly order: Order }
/** What attesters signed. */
export type Attested = { readonly orderId: Hex; readonly provider: Address; readonly payout: bigint; readonly paidAt: number }
/** Signatures of distinct attesters over one batch. */
export type Proof = { readonly signers: readonly Address[]; readonly over: readonly Attested[] }

/** A transaction's call. */
export type Call =
  | { readonly fn: 'create'; readonly terms: Terms }
  | { readonly fn: 'deposit'; readonly amount: bigint }
  | { readonly fn: 'withdraw'; readonly amount: bigint; readonly to: Address }
  | { readonly fn: 'claim'; readonly terms: Terms; readonly route: Hex }
  | { readonly fn: 'claimBatch'; readonly requests: readonly { readonly terms: Terms; readonly route: Hex }[] }
  | { readonly fn: 'giveUp'; readonly terms: Terms; readonly cause: FailureCause }
  | { readonly fn: 'expireClaim'; readonly terms: Terms }
  /** `isSigned`: the caller brings the payer's signature. */
  | { readonly fn: 'confirm'; readonly terms: Terms; readonly isSigned: boolean }
  | { readonly fn: 'submit'; readonly terms: Terms; readonly paidAt: number; readonly proof: Proof | undefined }
  | {
      readonly fn: 'submitBatch'
      readonly verifier: Address
      readonly items: readonly { readonly terms: Terms; readonly provider: Address; readonly paidAt: number }[]
      readonly proof: Proof
    }
  | { readonly fn: 'settle'; readonly terms: Terms }
  | { readonly fn: 'settleBatch'; readonly items: readonly Terms[] }
  | { readonly fn: 'challenge'; readonly terms: Terms }
  | { readonly fn: 'resolve'; readonly terms: Terms; readonly ruling: 'payClaimer' | 'refundPayer' }
  | { readonly fn: 'resolveByDefault'; readonly terms: Terms }
  | { readonly fn: 'reclaim'; readonly terms: Terms }
  | { readonly fn: 'collectFees'; readonly integrator: Address }

/** `reverted` names the contract's custom error. `skipped` names those of a batch's items. */
export type CallResult =
  | {
      readonly type: 'applied'
      readonly state: EscrowState
      readonly events: readonly ChainEventBody[]
      readonly skipped: readonly string[]
    }
  | { readonly type: 'reverted'; readonly error: string }
