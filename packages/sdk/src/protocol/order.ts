/** An order's terms: what the payer fixed. Their EIP-712 digest is the order's id. */
import { type Address, type Hex, hashTypedData, zeroAddress, zeroHash } from 'viem'
import { type Corridor, fromCorridorBytes, toCorridorBytes } from './corridor.ts'
import { type OrderId, toOrderId } from './ids.ts'

/** Terms fixed by the payer. Times are unix seconds or seconds; `amount` is token units, `payout` minor units of the currency. */
export type Order = {
  readonly payer: Address
  readonly refundTo: Address
  readonly token: Address
  /** Token units locked, fees included. */
  readonly amount: bigint
  /** Minor units of the corridor's currency that the recipient must receive. */
  readonly payout: bigint
  readonly corridor: Corridor
  readonly recipientHash: Hex
  readonly integrator: Address
  readonly integratorFeeBps: number
  readonly protocolFeeBps: number
  readonly verifier: Address
  readonly arbiter: Address
  readonly challengeWindow: number
  /** Reclaim is allowed at or after this time. */
  readonly reclaimAfter: number
  readonly pinned: readonly Address[]
  readonly turnSeconds: number
  /** A claim is allowed strictly before this time. */
  readonly claimBy: number
  readonly payWindow: number
  readonly salt: bigint
}

/** Where orders live: the EIP-712 domain. */
export type EscrowDomain = { readonly chainId: number; readonly escrow: Address }

/** The struct as the contract takes it. */
export type OnchainOrder = {
  readonly settlement: {
    readonly payer: Address
    readonly refundTo: Address
    readonly token: Address
    readonly amount: bigint
    readonly payout: bigint
    readonly corridor: Hex
    readonly recipientHash: Hex
    readonly integrator: Address
    readonly integratorFeeBps: number
    readonly protocolFeeBps: number
    readonly verifier: Address
    readonly arbiter: Address
    readonly challengeWindow: number
    readonly reclaimAfter: number
  }
  readonly routing: {
    readonly pinned: readonly Address[]
    readonly turnSeconds: number
    readonly claimBy: number
    readonly payWindow: number
    readonly salt: bigint
  }
}

/** EIP-712 types of an order: settlement terms and routing terms are hashed apart, so later steps can re-send one half. */
export const orderTypes = {
  Order: [
    { name: 'settlement', type: 'SettlementTerms' },
    { name: 'routing', type: 'RoutingTerms' },
  ],
  RoutingTerms: [
    { name: 'pinned', type: 'address[]' },
    { name: 'turnSeconds', type: 'uint40' },
    { name: 'claimBy', type: 'uint40' },
    { name: 'payWindow', type: 'uint40' },
    { name: 'salt', type: 'uint256' },
  ],
  SettlementTerms: [
    { name: 'payer', type: 'address' },
    { name: 'refundTo', type: 'address' },
    { name: 'token', type: 'address' },
    { name: 'amount', type: 'uint128' },
    { name: 'payout', type: 'uint128' },
    { name: 'corridor', type: 'bytes32' },
    { name: 'recipientHash', type: 'bytes32' },
    { name: 'integrator', type: 'address' },
    { name: 'integratorFeeBps', type: 'uint16' },
    { name: 'protocolFeeBps', type: 'uint16' },
    { name: 'verifier', type: 'address' },
    { name: 'arbiter', type: 'address' },
    { name: 'challengeWindow', type: 'uint40' },
    { name: 'reclaimAfter', type: 'uint40' },
  ],
} as const

/** The EIP-712 domain of an escrow. */
export function toEscrowDomain({ chainId, escrow }: EscrowDomain) {
  return { name: 'Paynode OrderEscrow', version: '1', chainId, verifyingContract: escrow } as const
}

/** Flat terms → the nested struct of the contract. */
export function toOnchainOrder(order: Order): OnchainOrder {
  const { pinned, turnSeconds, claimBy, payWindow, salt, ...settlement } = order
  return {
    settlement: { ...settlement, corridor: toCorridorBytes(order.corridor) },
    routing: { pinned, turnSeconds, claimBy, payWindow, salt },
  }
}

/** The nested struct of the contract → flat terms. */
export function fromOnchainOrder({ settlement, routing }: OnchainOrder): Order {
  return { ...settlement, ...routing, corridor: fromCorridorBytes(settlement.corridor) }
}

/** The order's id: the EIP-712 digest of its terms. It does not depend on a block, so it survives a reorg. */
export function hashOrder(order: Order, domain: EscrowDomain): OrderId {
  return toOrderId(
    hashTypedData({
      domain: toEscrowDomain(domain),
      types: orderTypes,
      primaryType: 'Order',
      message: toOnchainOrder(order) as never, // viem wants mutable arrays in messages
    }),
  )
}

/** Terms that an integrator rarely sets. */
export const orderDefaults = {
  integrator: zeroAddress,
  integratorFeeBps: 0,
  protocolFeeBps: 0,
  verifier: zeroAddress,
  arbiter: zeroAddress,
  challengeWindow: 0,
  pinned: [],
  recipientHash: zeroHash,
} as const satisfies Partial<Order>

/** On-chain status of an order, in the order of the contract's enum. */
export const orderStatuses = ['none', 'open', 'claimed', 'submitted', 'disputed', 'settled', 'refunded'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** Why an order went back to open or was refunded, in the order of the contract's enum. */
export const failureCauses = ['none', 'expired', 'unclaimed', 'recipientRejected', 'pspUnavailable', 'insufficientFloat', 'other'] as const
export type FailureCause = (typeof failureCauses)[number]
