/** Decoded contract events, as the watcher delivers them and the store keeps them. */
import type { Corridor, FailureCause, Order, OrderId, ProviderId } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import type { ChainPosition } from '../orders/types.ts'

/** What the registry says of a provider. */
export type RegistryEntry = {
  readonly operator: ProviderId
  readonly owner: Address
  /** Address of the node key: who signs its reports. */
  readonly nodeAddress: Address
  /** 33-byte compressed secp256k1 key: its libp2p identity. */
  readonly nodeKey: Hex
  readonly hpkeKey: Hex
  readonly gatewayUrl: string
  readonly multiaddrs: readonly string[]
  readonly corridors: readonly Corridor[]
}

export type ChainEventBody =
  | { readonly name: 'OrderCreated'; readonly orderId: OrderId; readonly order: Order }
  | {
      readonly name: 'OrderClaimed'
      readonly orderId: OrderId
      readonly provider: ProviderId
      readonly route: Hex
      readonly bond: bigint
      readonly payBy: number
    }
  | {
      readonly name: 'OrderSubmitted'
      readonly orderId: OrderId
      readonly provider: ProviderId
      readonly paidAt: number
      readonly settleAfter: number
    }
  | { readonly name: 'OrderSettled'; readonly orderId: OrderId; readonly provider: ProviderId; readonly credited: bigint }
  | { readonly name: 'OrderFailed'; readonly orderId: OrderId; readonly provider: ProviderId; readonly cause: FailureCause }
  | { readonly name: 'OrderChallenged'; readonly orderId: OrderId; readonly payer: Address }
  /** `resolver` is the zero address when the arbiter stayed silent. */
  | { readonly name: 'OrderResolved'; readonly orderId: OrderId; readonly resolver: Address; readonly ruling: 'payClaimer' | 'refundPayer' }
  | { readonly name: 'OrderRefunded'; readonly orderId: OrderId; readonly refundTo: Address; readonly amount: bigint }
  | { readonly name: 'Deposited'; readonly provider: ProviderId; readonly token: Address; readonly amount: bigint }
  | { readonly name: 'Withdrawn'; readonly provider: ProviderId; readonly token: Address; readonly amount: bigint }
  | {
      readonly name: 'BondMoved'
      readonly provider: ProviderId
      readonly token: Address
      readonly orderId: OrderId
      readonly toPayer: bigint
    }
  | {
      readonly name: 'FeesCollected'
      /** Zero for orders without one. */
      readonly integrator: Address
      readonly token: Address
      readonly integratorFees: bigint
      readonly protocolFees: bigint
    }
  | { readonly name: 'ProviderRegistered'; readonly entry: RegistryEntry }
  | { readonly name: 'ProviderRevoked'; readonly operator: ProviderId }
  | { readonly name: 'SeatTaken'; readonly operator: ProviderId; readonly corridor: Corridor }
  | { readonly name: 'SeatLost'; readonly operator: ProviderId; readonly corridor: Corridor }
  | {
      readonly name: 'BundleAnchored'
      readonly corridor: Corridor
      readonly epoch: number
      readonly digest: Hex
      readonly operators: readonly Address[]
    }
  /** A second digest with a quorum: whoever is among both signers signed both. */
  | {
      readonly name: 'BundleContested'
      readonly corridor: Corridor
      readonly epoch: number
      readonly digest: Hex
      readonly anchored: Hex
      readonly operators: readonly Address[]
    }
  | {
      readonly name: 'Equivocation'
      readonly operator: ProviderId
      readonly corridor: Corridor
      readonly epoch: number
      readonly first: Hex
      readonly second: Hex
    }

/** A decoded log with its place in the chain. Addresses are checksummed. */
export type ChainEvent = ChainEventBody & { readonly position: ChainPosition }

/** What is kept of a block. Time is unix seconds. */
export type BlockHeader = { readonly number: number; readonly hash: Hex; readonly timestamp: number }

/** A block with what the followed contracts said in it. */
export type BlockUpdate = {
  readonly type: 'block'
  readonly header: BlockHeader
  readonly events: readonly ChainEvent[]
  /** In a block that was read long after it was made: orders that are over by now. Nobody will ask this daemon to rank them. */
  readonly over?: ReadonlySet<OrderId> | undefined
}

/** What the watcher yields, in order: every block once, or a step back to a common ancestor. */
export type ChainUpdate = BlockUpdate | { readonly type: 'reorg'; readonly to: BlockHeader }
