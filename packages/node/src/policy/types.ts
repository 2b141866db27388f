/** What the operator's rules are asked, and what they answer. */
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import type { Address } from 'viem'

/**
 * What a rule may know of an order. Nothing about the recipient: details stay sealed until the claim is decided.
 * `amount` is token units, `payout` minor units of the corridor's currency.
 */
export type PolicyQuestion = {
  readonly orderId: OrderId
  readonly corridor: Corridor
  readonly payer: Address
  readonly refundTo: Address
  readonly integrator: Address
  readonly arbiter: Address
  readonly token: Address
  readonly amount: bigint
  readonly payout: bigint
}

/** A refusal says why, in words for the operator. */
export type PolicyAnswer = { readonly type: 'allowed' } | { readonly type: 'refused'; readonly reason: string }
