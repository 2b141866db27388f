/** A gateway over plain data, for tests. */
import { type Corridor, type OrderId, type ProviderId, type Report, toPaymentReference } from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'
// biome-ignore lint/style/noRestrictedImports: test data
import { createMetrics } from '../metrics/createMetrics.ts'
import type { OrderRecord } from '../orders/types.ts'
// biome-ignore lint/style/noRestrictedImports: test data
import { createOrder, escrowDomain } from '../recipients/recipients.fixture.ts'
import { openStore } from '../store/store.ts'
// biome-ignore lint/style/noRestrictedImports: the real check
import { checkUrl } from '../webhooks/checkUrl.ts'
import type { ApiDeps, LoggedEvent, RecipientIntake } from './routes/types.ts'
import { type ApiParameters, startApi } from './startApi.ts'

/** Addresses like 0x1111…. */
export const at = (digit: string) => getAddress(`0x${digit.repeat(40)}`)
export { createOrder, escrowDomain }

/** A registered provider. */
export function createEntry(operator: Address, changes: Partial<RegistryEntry> = {}): RegistryEntry {
  return {
    operator,
    owner: operator,
    nodeAddress: operator,
    nodeKey: '0x02',
    hpkeKey: `0x${'ab'.repeat(32)}`,
    gatewayUrl: `https://${operator.slice(2, 6)}.example/`,
    multiaddrs: [],
    corridors: ['NGN/bank'],
    ...changes,
  }
}

/** A report for NGN/bank. */
export function createReport(provider: Address, rate: bigint, changes: Partial<Report> = {}): Report {
  return {
    provider,
    corridor: 'NGN/bank',
    epoch: 7,
    rate,
    minPayout: 1n,
    maxPayout: 10n ** 12n,
    liquidityBucket: 20,
    loadBps: 0,
    capacity: 10,
    maintenance: false,
    views: [],
    ...changes,
  }
}

/** An order as the daemon keeps it. */
export function createRecord(changes: Partial<OrderRecord> = {}, salt = 7n): OrderRecord {
  const { id, order } = createOrder({ salt })
  return {
    id,
    order,
    corridor: order.corridor,
    state: 'routed',
    created: { block: 5, blockHash: '0x05', blockTime: 1_700_000_000, logIndex: 0, transactionHash: `0x${'77'.repeat(32)}` as Hex },
    ranking: [at('1'), at('2')],
    route: `0x${'99'.repeat(32)}`,
    rank: 0,
    turnStart: 1_700_000_000,
    failedBy: [],
    reference: toPaymentReference(id),
    ...changes,
  }
}

/** Data behind a gateway; change it while it runs. */
export function createWorld() {
  const listeners = new Set<(event: { seq?: number; orderId: OrderId }) => void>()
  const world = {
    entries: [createEntry(at('1')), createEntry(at('2')), createEntry(at('3'))] as RegistryEntry[],
    records: [] as OrderRecord[],
    events: [] as LoggedEvent[],
    reports: [] as Report[],
    rankings: new Map<OrderId, unknown>(),
    intake: (async ({ envelopes }) => ({ type: 'accepted', stored: envelopes.length, ignored: [] })) as RecipientIntake,
    logs: [] as string[],
    listeners,
    /** Logs an event and tells subscribers. */
    emit: (orderId: OrderId, event: Partial<LoggedEvent> = {}) => {
      const seq = world.events.length + 1
      world.events.push({ seq, orderId, type: 'routed', state: 'routed', at: 1_700_000_000_000 + seq, data: {}, ...event })
      for (const listener of listeners) listener({ seq, orderId })
    },
  }
  const write = (fields: object, message: string) => void world.logs.push(JSON.stringify({ ...fields, message }))
  const logger = { debug: write, info: write, warn: write, error: write, child: () => logger }
  const deps: ApiDeps = {
    network: {
      chainId: escrowDomain.chainId,
      rpcUrl: 'http://127.0.0.1:8545',
      contracts: { OrderEscrow: escrowDomain.escrow, ProviderRegistry: at('8'), QuorumVerifier: at('9') },
      token: { address: at('c'), symbol: 'tUSD', decimals: 6 },
      epochSeconds: 60,
    },
    view: {
      head: () => ({ number: 12, hash: '0x12', timestamp: 1_700_000_100 }),
      providers: () => world.entries,
      provider: (operator: ProviderId) => world.entries.find((entry) => entry.operator === operator),
      account: () => ({ free: 10n ** 20n, locked: 5n }),
      order: () => undefined,
      inFlight: () => 2,
    },
    store: openStore(':memory:'),
    verifySignature: async () => false,
    webhooks: { checkUrl: (url) => checkUrl(url, 'allow'), wake: () => {} },
    listOrders: ({ payer, state, limit }) =>
      world.records
        .filter((record) => (payer === undefined || record.order.payer === payer) && (state === undefined || record.state === state))
        .slice(0, limit),
    getOrder: (id) => world.records.find((record) => record.id === id),
    listEvents: (orderId) => world.events.filter((event) => event.orderId === orderId),
    eventsAfter: (seq, limit, orderId) =>
      world.events.filter((event) => event.seq > seq && (orderId === undefined || event.orderId === orderId)).slice(0, limit),
    getRanking: (orderId) => world.rankings.get(orderId),
    directory: {
      institutions: async (corridor) => (corridor === 'NGN/bank' ? [{ code: '058', name: 'Guaranty Trust Bank' }] : undefined),
      verifyAccount: async ({ account }) =>
        account.endsWith('0000') ? { type: 'unresolved', reason: 'not-found' } : { type: 'resolved', accountName: 'ADA OBI' },
    },
    currentQuotes: (corridor: Corridor) => {
      const reports = world.reports.filter((report) => report.corridor === corridor)
      return { epoch: 7, reports, signed: reports.map((report) => ({ report, signature: `0x${report.provider.slice(2, 4)}` })) }
    },
    snapshot: () => undefined,
    recipients: { intake: (parameters) => world.intake(parameters) },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    status: () => ({ payouts: 'off', float: 12n }),
  }
  const metrics = createMetrics()
  return Object.assign(world, {
    deps,
    metrics,
    logger,
    start: (changes: Partial<ApiParameters> = {}) =>
      startApi({ host: '127.0.0.1', port: 0, deps, logger, metrics, signal: new AbortController().signal, ...changes }),
  })
}

/** What a problem response carries. */
export async function readProblem(response: Response) {
  const body = (await response.json()) as Record<string, unknown>
  return { contentType: response.headers.get('content-type')?.split(';')[0], status: response.status, body }
}
