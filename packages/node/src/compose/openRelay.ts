/** The relay of a daemon whose operator pays payers' gas. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { PublicClient } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { NodeConfig } from '../config/schema.ts'
import { createRelay, type Relay } from '../relay/createRelay.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'

/** Undefined unless the configuration has a relay. It sends through the daemon's own sender: one key, one nonce owner. */
export function openRelay(
  { chain, relay }: NodeConfig,
  deps: {
    readonly store: Store
    readonly clock: Clock
    readonly logger: Logger
    readonly metrics: Metrics
    readonly client: PublicClient
    readonly sender: TransactionSender
    readonly view: ChainView
    readonly signal: AbortSignal
  },
): Relay | undefined {
  if (!relay) return undefined
  const creationOf = (orderId: OrderId) => deps.view.order(orderId)?.created.transactionHash
  return createRelay({ ...deps, chainId: chain.chainId, escrow: chain.escrow, token: chain.token, limits: relay, creationOf })
}
