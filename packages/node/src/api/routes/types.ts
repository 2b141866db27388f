/** What the gateway needs of the daemon, as plain functions. */
import type { Corridor, Order, OrderId, ProviderId, Recipient, Report, SealedRecipient, SignedReport } from '@paynode/sdk/protocol'
import type { FastifyInstance } from 'fastify'
import type { Address } from 'viem'
import type { ChainView } from '../../chain/ports.ts'
import type { OrderRecord, OrderState } from '../../orders/types.ts'
import type { EventStreams } from './streamEvents.ts'

/** The chain, contracts and token that this daemon serves. */
export type NetworkInfo = {
  readonly chainId: number
  readonly rpcUrl: string
  readonly wsUrl?: string | undefined
  readonly contracts: { readonly OrderEscrow: Address; readonly ProviderRegistry: Address; readonly QuorumVerifier: Address }
  readonly token: { readonly address: Address; readonly symbol: string; readonly decimals: number }
  /** Seconds per epoch of reports. */
  readonly epochSeconds?: number | undefined
}

/** A row of the order event log. `at` is unix milliseconds; `data` is not published whole. */
export type LoggedEvent = {
  readonly seq: number
  readonly orderId: OrderId
  readonly type: string
  /** Founding name, when the event has one. */
  readonly name?: string | null | undefined
  readonly state: string
  readonly at: number
  readonly data?: unknown
}

/** Quotes of the last closed epoch, and the signatures that stand behind them. */
export type CurrentQuotes = { readonly epoch: number; readonly reports: readonly Report[]; readonly signed: readonly SignedReport[] }

/** How a sealed intake ended. */
export type RecipientIntake = (parameters: {
  readonly orderId: OrderId
  readonly order?: Order | undefined
  readonly envelopes: readonly { readonly provider: ProviderId; readonly sealed: SealedRecipient }[]
}) => Promise<
  | {
      readonly type: 'accepted'
      readonly stored: number
      readonly ignored: readonly { readonly provider: ProviderId; readonly reason: string }[]
    }
  | { readonly type: 'refused'; readonly reason: 'tooMany' | 'full' | 'closed' | 'noProvider' | 'invalid' }
>

/** Functions from the composition root. */
export type ApiDeps = {
  readonly network: NetworkInfo
  readonly view: Pick<ChainView, 'head' | 'providers' | 'provider' | 'account' | 'order' | 'inFlight'>
  /** Newest first. */
  listOrders(filter: { readonly payer?: Address; readonly state?: OrderState; readonly limit: number }): readonly OrderRecord[]
  getOrder(id: OrderId): OrderRecord | undefined
  listEvents(orderId: OrderId): readonly LoggedEvent[]
  /** Events with a greater sequence number, in order. */
  eventsAfter(seq: number, limit: number, orderId?: OrderId): readonly LoggedEvent[]
  /** The explained ranking of an order, as plain data; undefined before it was ranked. */
  getRanking(orderId: OrderId): unknown
  /** What a PSP tells payers: institutions of a corridor, and whose account it is. */
  readonly directory: {
    institutions(corridor: Corridor, signal: AbortSignal): Promise<readonly { readonly code: string; readonly name: string }[] | undefined>
    verifyAccount(
      recipient: Recipient,
      signal: AbortSignal,
    ): Promise<{ readonly type: 'resolved'; readonly accountName: string } | { readonly type: 'unresolved'; readonly reason: string }>
  }
  currentQuotes(corridor: Corridor): Promise<CurrentQuotes> | CurrentQuotes
  readonly recipients: { readonly intake: RecipientIntake }
  /** Calls back after every dispatched order event, until unsubscribed. */
  subscribe(listener: (event: { readonly seq?: number | undefined; readonly orderId: OrderId }) => void): () => void
  /** Whatever the operator may see of the daemon; no secrets. */
  status(): object
}

/** What a route is given. */
export type RouteContext = {
  readonly deps: ApiDeps
  readonly streams: EventStreams
  /** Where clients reach this gateway, once it listens. */
  ownUrl(): string
}

/** Adds one route to the server. */
export type AddRoute = (app: FastifyInstance, context: RouteContext) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Tokens of a client's rate that a request takes; 1 for reads and 5 for writes when left out. */
    readonly cost?: number
  }
}
