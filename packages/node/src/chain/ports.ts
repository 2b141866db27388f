/** What other folders need of the chain: a view of agreed facts and a way to send transactions. */
import type { Order, OrderId, OrderStatus, ProviderId } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import type { ChainPosition } from '../orders/types.ts'
import type { BlockHeader, RegistryEntry } from './events.ts'

/** An order as the chain has it at the head this daemon ingested. */
export type OrderView = {
  readonly id: OrderId
  readonly order: Order
  readonly status: OrderStatus
  readonly claimer?: ProviderId | undefined
  readonly created: ChainPosition
  readonly changed: ChainPosition
}

/** Facts folded from ingested events, in chain order. A pure function of the ingested blocks. */
export type ChainView = {
  head(): BlockHeader | undefined
  /** Active providers, in order of operator address. */
  providers(): readonly RegistryEntry[]
  provider(operator: ProviderId): RegistryEntry | undefined
  providerByNodeAddress(nodeAddress: Address): RegistryEntry | undefined
  account(provider: ProviderId, token: Address): { readonly free: bigint; readonly locked: bigint }
  order(id: OrderId): OrderView | undefined
  /** Orders that a provider has claimed and not finished. */
  inFlight(provider: ProviderId): number
}

export type SendResult =
  | { readonly type: 'mined'; readonly hash: Hex; readonly block: number }
  /** Simulation says it would revert: nothing was sent. `reason` is the custom error's name. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'reverted'; readonly hash: Hex; readonly reason: string }

/** One key's transactions, one nonce owner. */
export type TransactionSender = {
  readonly address: Address
  /** Simulates, signs, records, sends and waits for the receipt. Calls are serialised up to signing; waiting is concurrent. */
  send(parameters: {
    readonly purpose: string
    readonly to: Address
    readonly data: Hex
    readonly signal: AbortSignal
    /** Told once the transaction is recorded and was offered to the chain; not when the call joins one that is under way. */
    readonly onSent?: ((hash: Hex) => void) | undefined
  }): Promise<SendResult>
}
