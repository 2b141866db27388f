/** What the recipients folder needs and gives. */
import type { Order, OrderId, ProviderId, SaltedRecipient, SealedRecipient } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Store } from '../store/store.ts'

/** Ciphertext for one provider. */
export type Envelope = { readonly provider: ProviderId; readonly sealed: SealedRecipient }

/** What the folder is built from. */
export type RecipientsDeps = {
  readonly store: Store
  readonly network: Pick<Network, 'contacts' | 'request' | 'serve'>
  /** This daemon's provider. */
  readonly self: ProviderId
  readonly hpkePrivateKey: Hex
  readonly view: Pick<ChainView, 'order' | 'provider'>
  readonly clock: Clock
  readonly logger: Logger
  /** Milliseconds that envelopes wait for their order to appear on chain. */
  readonly ttlMs: number
  /** Envelopes kept for orders that are not on chain; default 50 000. */
  readonly maxRows?: number
}

/** Envelopes as a payer or a peer hands them in; the order's terms, when known, have been checked against the id. */
export type IntakeParameters = { readonly orderId: OrderId; readonly order?: Order | undefined; readonly envelopes: readonly Envelope[] }

/** How an intake ended. `ignored` names providers whose envelope was not kept, with a reason. */
export type IntakeResult =
  | {
      readonly type: 'accepted'
      readonly stored: number
      readonly ignored: readonly { readonly provider: ProviderId; readonly reason: IgnoreReason }[]
    }
  | { readonly type: 'refused'; readonly reason: 'tooMany' | 'full' | 'closed' | 'noProvider' | 'invalid' }
export type IgnoreReason = 'unregistered' | 'duplicate' | 'tooLarge' | 'invalid'

export type OpenResult =
  | { readonly type: 'opened'; readonly salted: SaltedRecipient }
  | { readonly type: 'missing' }
  | { readonly type: 'invalid'; readonly reason: string }

/** Sealed details in, opened details out; nothing of them is logged or written in clear. */
export type Recipients = {
  intake(parameters: IntakeParameters): Promise<IntakeResult>
  open(record: { readonly id: OrderId; readonly order: Order }, signal: AbortSignal): Promise<OpenResult>
  /** Erases an order's envelopes and what was opened of them. */
  erase(orderId: OrderId): void
  /** Erases envelopes whose time has passed and whose order is not open on chain; says how many. */
  sweep(): number
  /** Stops pushing to peers and forgets what was opened. */
  close(): Promise<void>
}
