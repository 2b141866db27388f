/** An order's terms: what the payer fixed. Their EIP-712 digest is the order's id. */
import { type Address, type Hex, hashStruct, hashTypedData, zeroAddress, zeroHash } from 'viem'
import { bpsFloor } from './amount.ts'
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

/** Token units that settling credits its claimer: the amount less both fees, each rounded down. What a provider's price is compared with. */
export function getCredited({
  amount,
  integratorFeeBps,
  protocolFeeBps,
}: Pick<Order, 'amount' | 'integratorFeeBps' | 'protocolFeeBps'>): bigint {
  return amount - bpsFloor(amount, BigInt(integratorFeeBps)) - bpsFloor(amount, BigInt(protocolFeeBps))
}

/** Where orders live: the EIP-712 domain. */
export type EscrowDomain = { readonly chainId: number; readonly escrow: Address }

/** What paying out needs; the first six words are shared by the orders of one group of a batch. */
export type SettlementTerms = {
  readonly token: Address
  readonly integrator: Address
  readonly integratorFeeBps: number
  readonly protocolFeeBps: number
  readonly verifier: Address
  readonly challengeWindow: number
  readonly amount: bigint
  readonly payout: bigint
}

/** What claiming needs beside the settlement terms. */
export type RoutingTerms = {
  readonly corridor: Hex
  /** Exclusive providers in order, zeros last. */
  readonly pinned: readonly [Address, Address, Address]
  readonly turnSeconds: number
  readonly claimBy: number
  readonly payWindow: number
}

/** Who stands around an order, and the payer's way out. */
export type PartyTerms = {
  readonly payer: Address
  readonly refundTo: Address
  readonly arbiter: Address
  readonly reclaimAfter: number
  readonly recipientHash: Hex
  readonly salt: bigint
}

/** The struct as the contract takes it. */
export type OnchainOrder = { readonly settlement: SettlementTerms; readonly routing: RoutingTerms; readonly parties: PartyTerms }

/** How many providers an order can name. */
export const maxPinned = 3

/** EIP-712 types of an order, in two levels: settling re-sends the settlement terms and one hash for all the rest. */
export const orderTypes = {
  Order: [
    { name: 'settlement', type: 'SettlementTerms' },
    { name: 'details', type: 'OrderDetails' },
  ],
  OrderDetails: [
    { name: 'routing', type: 'RoutingTerms' },
    { name: 'parties', type: 'PartyTerms' },
  ],
  PartyTerms: [
    { name: 'payer', type: 'address' },
    { name: 'refundTo', type: 'address' },
    { name: 'arbiter', type: 'address' },
    { name: 'reclaimAfter', type: 'uint40' },
    { name: 'recipientHash', type: 'bytes32' },
    { name: 'salt', type: 'uint64' },
  ],
  RoutingTerms: [
    { name: 'corridor', type: 'bytes32' },
    { name: 'pinned', type: 'address[3]' },
    { name: 'turnSeconds', type: 'uint40' },
    { name: 'claimBy', type: 'uint40' },
    { name: 'payWindow', type: 'uint40' },
  ],
  SettlementTerms: [
    { name: 'token', type: 'address' },
    { name: 'integrator', type: 'address' },
    { name: 'integratorFeeBps', type: 'uint16' },
    { name: 'protocolFeeBps', type: 'uint16' },
    { name: 'verifier', type: 'address' },
    { name: 'challengeWindow', type: 'uint40' },
    { name: 'amount', type: 'uint128' },
    { name: 'payout', type: 'uint128' },
  ],
} as const

/** The EIP-712 domain of an escrow. */
export function toEscrowDomain({ chainId, escrow }: EscrowDomain) {
  return { name: 'Paynode OrderEscrow', version: '1', chainId, verifyingContract: escrow } as const
}

/** Flat terms → the nested struct of the contract. @throws RangeError with more pinned providers than the contract takes. */
export function toOnchainOrder(order: Order): OnchainOrder {
  const { token, integrator, integratorFeeBps, protocolFeeBps, verifier, challengeWindow, amount, payout } = order
  const { turnSeconds, claimBy, payWindow, payer, refundTo, arbiter, reclaimAfter, recipientHash, salt } = order
  const [first = zeroAddress, second = zeroAddress, third = zeroAddress, ...others] = order.pinned
  if (others.length > 0) throw new RangeError(`an order names at most ${maxPinned} providers, not ${order.pinned.length}`)
  return {
    settlement: { token, integrator, integratorFeeBps, protocolFeeBps, verifier, challengeWindow, amount, payout },
    routing: { corridor: toCorridorBytes(order.corridor), pinned: [first, second, third], turnSeconds, claimBy, payWindow },
    parties: { payer, refundTo, arbiter, reclaimAfter, recipientHash, salt },
  }
}

/** The nested struct of the contract → flat terms. */
export function fromOnchainOrder({ settlement, routing, parties }: OnchainOrder): Order {
  const pinned = routing.pinned.filter((provider) => provider !== zeroAddress)
  return { ...settlement, ...routing, ...parties, pinned, corridor: fromCorridorBytes(routing.corridor) }
}

/** The order's id: the EIP-712 digest of its terms. It does not depend on a block, so it survives a reorg. */
export function hashOrder(order: Order, domain: EscrowDomain): OrderId {
  return toOrderId(hashTypedData(toOrderTypedData(order, domain)))
}

/** What a payer signs for a relayer (`createFor`): the digest of this typed data is the order id itself. */
export function toOrderTypedData(order: Order, domain: EscrowDomain) {
  return {
    domain: toEscrowDomain(domain),
    types: orderTypes,
    primaryType: 'Order',
    message: toOrderMessage(order),
  } as const
}

/** The order as an EIP-712 message. */
export function toOrderMessage(order: Order) {
  const { settlement, routing, parties } = toOnchainOrder(order)
  return { settlement, details: { routing, parties } }
}

/** Struct hash of everything but the settlement terms: `submit` and `settle` take it instead. */
export function hashOrderDetails(order: Order): Hex {
  const { routing, parties } = toOnchainOrder(order)
  return hashStruct({ data: { routing, parties }, primaryType: 'OrderDetails', types: orderTypes })
}

/** Struct hash of the party terms: `claim` takes it instead. */
export function hashOrderParties(order: Order): Hex {
  return hashStruct({ data: toOnchainOrder(order).parties, primaryType: 'PartyTerms', types: orderTypes })
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
