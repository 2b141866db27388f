/** What relaying needs, and how it ends. */
import type { Funding, Order, OrderId } from '@paynode/sdk/protocol'
import type { Address, Hex, PublicClient } from 'viem'
import type { TransactionSender } from '../chain/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'

/** What the operator gives away. Gas is in wei. */
export type RelayLimits = {
  /** Orders of one payer within 24 hours. */
  readonly perPayerPerDay: number
  /** Gas for all payers within 24 hours. */
  readonly gasPerDay: bigint
  /** Units of gas that one order may take. */
  readonly maxGas: bigint
  /** Token units below which an order is not worth its gas. */
  readonly minAmount: bigint
}

/** What the relay is made of. One sender owns the key's nonces, for the daemon's own transactions and for these. */
export type RelayDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly client: Pick<PublicClient, 'call' | 'estimateGas' | 'estimateFeesPerGas' | 'getCode'>
  readonly sender: TransactionSender
  readonly chainId: number
  readonly escrow: Address
  readonly token: Address
  readonly limits: RelayLimits
  /** The transaction that created an order, as far as this daemon has seen the chain. */
  creationOf(orderId: OrderId): Hex | undefined
  readonly signal: AbortSignal
}

/** A payer's signed order. `beforeSending` runs when the simulation has passed: what it throws stops everything. */
export type RelayRequest = {
  readonly orderId: OrderId
  readonly order: Order
  readonly funding: Funding
  beforeSending(): Promise<void>
}

/** A contract's refusal, decoded: the error's name and its values as text. */
export type ContractRefusal = { readonly name: string; readonly args: readonly string[] }

/** How relaying ended. Only `sent` cost anything. */
export type RelayResult =
  | { readonly type: 'sent'; readonly transactionHash: Hex }
  /** The simulation reverts. */
  | { readonly type: 'refused'; readonly refusal: ContractRefusal }
  /** The order is not one that this gateway relays; `reason` is for the payer. */
  | { readonly type: 'unacceptable'; readonly reason: string }
  /** The payer's quota is used up. */
  | { readonly type: 'quota'; readonly retryAfterSeconds: number }
  /** The gateway's own means are used up for now. */
  | { readonly type: 'exhausted'; readonly reason: string; readonly retryAfterSeconds: number }
