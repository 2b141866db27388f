/** What every handler that only moves an order along on chain needs. */
import type { Address } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { Clock } from '../runtime/clock.ts'

/** Time, the chain's facts, a way to send, and where to. */
export type OnChainDeps = {
  readonly clock: Clock
  readonly view: ChainView
  readonly sender: TransactionSender
  readonly escrow: Address
}
