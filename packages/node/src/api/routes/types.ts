/** What the gateway needs of the daemon, as plain functions. */
import type { Corridor, Funding, Order, OrderId, ProviderId, Recipient, Report, SealedRecipient, SignedReport } from '@paynode/sdk/protocol'
import type { FastifyInstance } from 'fastify'
import type { Address, Hex } from 'viem'
import type { z } from 'zod'
import type { ChainView } from '../../chain/ports.ts'
import type { OrderRecord, OrderState } from '../../orders/types.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Store } from '../../store/store.ts'
import type { SignIn } from '../auth/createSignIn.ts'
import type { ProblemCode } from './problem.ts'
import type { EventStreams } from './streamEvents.ts'
import type { Idempotency } from './withIdempotency.ts'

/** The chain, contracts and token that this daemon serves. */
export type NetworkInfo = {
  readonly chainId: number
  readonly rpcUrl: string
  readonly wsUrl?: string | undefined
  readonly contracts: {
    readonly OrderEscrow: Address
    readonly ProviderRegistry: Address
    readonly QuorumVerifier: Address
    readonly RouteAnchor?: Address | undefined
  }
  readonly token: { readonly address: Address; readonly symbol: string; readonly decimals: number }
  /** Seconds per epoch of reports. */
  readonly epochSeconds?: number | undefined
  /** What replaying a ranking takes beside the chain; the same on every daemon of a network. */
  readonly routing?:
    | { readonly startBlock: number; readonly modelStride: number; readonly modelLag: number; readonly anchorLag: number }
    | undefined
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

/** How sending an order for its payer ended. */
export type RelayAnswer =
  | { readonly type: 'sent'; readonly transactionHash: Hex }
  | { readonly type: 'refused'; readonly refusal: { readonly name: string; readonly args: readonly string[] } }
  | { readonly type: 'unacceptable'; readonly reason: string }
  | { readonly type: 'quota'; readonly retryAfterSeconds: number }
  | { readonly type: 'exhausted'; readonly reason: string; readonly retryAfterSeconds: number }

/** Sends orders for payers. */
export type RelayPort = {
  readonly address: Address
  readonly perPayerPerDay: number
  fundings(): Promise<readonly Exclude<Funding['lane'], 'payer'>[]>
  leftToday(payer: Address): number
  submit(request: {
    readonly orderId: OrderId
    readonly order: Order
    readonly funding: Funding
    beforeSending(): Promise<void>
  }): Promise<RelayAnswer>
}

/** Functions from the composition root. */
export type ApiDeps = {
  readonly network: NetworkInfo
  /** The gateway's own tables: keys, nonces, answers, webhooks. */
  readonly store: Store
  /** Undefined when the operator sends nothing for payers. */
  readonly relay?: RelayPort | undefined
  /** The receivers of order events. `checkUrl` says what is wrong with a URL. */
  readonly webhooks: { checkUrl(url: string): string | undefined; wake(): void }
  /** Asks the chain whether an account, deployed or not, signed a message. */
  verifySignature(parameters: { readonly address: Address; readonly message: string; readonly signature: Hex }): Promise<boolean>
  readonly view: Pick<ChainView, 'head' | 'providers' | 'provider' | 'account' | 'order' | 'inFlight'>
  /** Newest first. */
  listOrders(filter: {
    readonly payer?: Address
    readonly state?: OrderState
    readonly limit: number
    readonly after?: { readonly block: number; readonly id: OrderId } | undefined
  }): readonly OrderRecord[]
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
  /** What orders are ranked on; undefined when this daemon does not have it. */
  snapshot(
    corridor: Corridor,
    query: { readonly block?: number | undefined; readonly digest?: Hex | undefined; readonly epoch?: number | undefined },
  ): Promise<object | undefined> | object | undefined
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
  readonly clock: Clock
  readonly signIn: SignIn
  readonly idempotency: Idempotency
  /** Where clients reach this gateway, once it listens. */
  ownUrl(): string
}

/** A route as the documentation shows it; its schemas are the ones that requests are parsed with. */
export type Operation = {
  readonly tag: 'network' | 'orders' | 'sign-in' | 'webhooks' | 'operation'
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  readonly body?: z.ZodType
  /** HTTP status → body. */
  readonly answers: Readonly<Record<number, z.ZodType>>
  /** Server-sent events when asked with `Accept: text/event-stream`. */
  readonly stream?: true
  /** Beside those that every route has. */
  readonly problems?: readonly ProblemCode[]
  /** Needs a session or an API key. */
  readonly signedIn?: true
}

/** Adds one route to the server. */
export type AddRoute = (app: FastifyInstance, context: RouteContext) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Tokens of a client's rate that a request takes; 1 for reads and 5 for writes when left out. */
    readonly cost?: number
    readonly operation?: Operation
  }
}
