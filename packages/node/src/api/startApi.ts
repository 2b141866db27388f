/** The gateway: the daemon's HTTP interface for payers, integrators and operators. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import cors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Clock, systemClock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { toHttpJson } from '../runtime/toHttpJson.ts'
import { getGatewaySecret } from '../store/gatewayAuth.ts'
import { createSessions, type Sessions } from './auth/createSessions.ts'
import { createSignIn } from './auth/createSignIn.ts'
import { createGate } from './createGate.ts'
import type { RateLimit } from './createRateLimit.ts'
import { addGraphql } from './graphql/addGraphql.ts'
import { addDocs } from './openapi/addDocs.ts'
import { addNonceRoute, addVerifyRoute } from './routes/auth.ts'
import { addCorridorsRoute } from './routes/corridors.ts'
import { addDeliveriesRoute } from './routes/deliveries.ts'
import { addEventsRoute } from './routes/events.ts'
import { addExplainRoute } from './routes/explain.ts'
import { addHealthRoute } from './routes/health.ts'
import { addInstitutionsRoute } from './routes/institutions.ts'
import { addNetworkRoute } from './routes/network.ts'
import { addOrderRoute } from './routes/order.ts'
import { addOrderEventsRoute } from './routes/orderEvents.ts'
import { addOrdersRoute } from './routes/orders.ts'
import { ApiError } from './routes/problem.ts'
import { addProvidersRoute } from './routes/providers.ts'
import { addQuotesRoute } from './routes/quotes.ts'
import { addRecipientsRoute } from './routes/recipients.ts'
import { addRelayRoute } from './routes/relay.ts'
import { addRelayOrderRoute } from './routes/relayOrder.ts'
import { addSnapshotRoute } from './routes/snapshot.ts'
import { addStatusRoute } from './routes/status.ts'
import { createEventStreams } from './routes/streamEvents.ts'
import type { AddRoute, ApiDeps } from './routes/types.ts'
import { addVerifyAccountRoute } from './routes/verifyAccount.ts'
import { addWebhooksRoutes } from './routes/webhooks.ts'
import { createIdempotency } from './routes/withIdempotency.ts'
import { sendError } from './sendError.ts'

/** A running gateway. `url` is where it listens; `close` ends streams and connections. */
export type Api = { readonly url: string; close(): Promise<void> }

/** What a gateway is started with. */
export type ApiParameters = {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** Where clients reach it, when that differs from where it listens. */
  readonly publicUrl?: string | undefined
  readonly deps: ApiDeps
  readonly logger: Logger
  readonly metrics: Metrics
  /** Closes the gateway when aborted. */
  readonly signal: AbortSignal
  readonly clock?: Clock
  readonly heartbeatMs?: number
  readonly rateLimit?: RateLimit
  /** Pages that may sign people in, beside this gateway's own host; `*` for any. */
  readonly domains?: readonly string[] | undefined
  /** Proxies in front, by address or network: only what they say of a client's address is believed. */
  readonly trustProxy?: readonly string[] | undefined
}

const routes: readonly AddRoute[] = [
  addNetworkRoute,
  addCorridorsRoute,
  addInstitutionsRoute,
  addVerifyAccountRoute,
  addProvidersRoute,
  addQuotesRoute,
  addSnapshotRoute,
  addNonceRoute,
  addVerifyRoute,
  addRelayRoute,
  addRelayOrderRoute,
  addWebhooksRoutes,
  addDeliveriesRoute,
  addRecipientsRoute,
  addOrdersRoute,
  addOrderRoute,
  addOrderEventsRoute,
  addExplainRoute,
  addEventsRoute,
  addStatusRoute,
  addHealthRoute,
]

/** Listens and serves. @throws when the port is taken or the signal is aborted. */
export async function startApi(parameters: ApiParameters): Promise<Api> {
  const { host, port, publicUrl, deps, logger, signal, clock = systemClock, heartbeatMs = 15_000, domains = [] } = parameters
  signal.throwIfAborted()
  const { store, network } = deps
  const secret = getGatewaySecret(store, 'sessions', () => randomBytes(32))
  const sessions = createSessions({ secret, issuer: `paynode:${network.chainId}:${network.contracts.OrderEscrow}`, clock })
  let url = ''
  const ownUrl = () => publicUrl ?? url
  const signIn = createSignIn({ store, clock, sessions, chainId: network.chainId, domains, ownUrl, verifyOnChain: deps.verifySignature })
  const app = await createServer(parameters, clock, sessions)
  const streams = createEventStreams({ deps, clock, logger, heartbeatMs })
  const idempotency = createIdempotency({ store, clock })
  await addDocs(app, { ownUrl })
  await addGraphql(app, { deps, logger })
  for (const add of routes) add(app, { deps, clock, streams, signIn, idempotency, ownUrl })
  await app.listen({ host, port })
  url = toUrl(app)
  const end = async () => {
    signal.removeEventListener('abort', onAbort)
    await streams.close()
    await app.close()
  }
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= end()
    return closing
  }
  const onAbort = () => {
    close().catch((error: unknown) => logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'gateway did not close'))
  }
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  logger.info({ url }, 'gateway listens')
  return { url, close }
}

async function createServer(parameters: ApiParameters, clock: Clock, sessions: Sessions) {
  const { logger, metrics, deps, trustProxy, rateLimit = { burst: 1_000, perSecond: 200 } } = parameters
  const app = Fastify({
    bodyLimit: 64 * 1_024,
    forceCloseConnections: true,
    requestTimeout: 15_000,
    exposeHeadRoutes: false,
    logger: false,
    trustProxy: trustProxy ? [...trustProxy] : false,
    frameworkErrors: (error, request, reply) => sendError(logger, error, request, reply),
  })
  app.decorateRequest('caller', null as never) // set by the first hook
  app.setReplySerializer(toHttpJson)
  app.setErrorHandler((error, request, reply) => sendError(logger, error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendError(logger, new ApiError('not_found', 'check the path and the method against the documentation'), request, reply),
  )
  await app.register(cors, {
    origin: '*', // credentials are headers that a page must know, never cookies
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['content-type', 'last-event-id', 'accept', 'authorization', 'x-api-key', 'idempotency-key'],
    exposedHeaders: ['retry-after'],
    maxAge: 600,
  })
  app.addHook('onRequest', createGate({ store: deps.store, sessions, clock, rateLimit }))
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched'
    metrics.count('paynode_api_requests_total', { route, status: String(reply.raw.statusCode) })
  })
  return app
}

function toUrl(app: FastifyInstance): string {
  const { address, family, port } = app.server.address() as AddressInfo // a TCP server that listens has one
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`
}
