/** The process under load: a gateway over a real database of orders, and a bare server beside it to compare with. Prints its URLs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orderDefaults, type Report, toOrderId } from '@paynode/sdk/protocol'
import Fastify from 'fastify'
import { getAddress, type Hex, keccak256, numberToHex } from 'viem'
import { startApi } from '../../../node/src/api/startApi.ts'
import { noMetrics } from '../../../node/src/runtime/metrics.ts'
import { appendOrderEvent, listOrderEvents, listOrderEventsAfter } from '../../../node/src/store/orderEvents.ts'
import { getOrderRecord, listOrderRecords, saveOrderRecord } from '../../../node/src/store/orders.ts'
import { openStore } from '../../../node/src/store/store.ts'
import { quiet } from './quiet.ts'

const ORDERS = Number(process.argv[2] ?? 10_000)
const PROVIDERS = 20
const EVENTS_PER_SECOND = 20

const directory = mkdtempSync(join(tmpdir(), 'paynode-bench-gateway-'))
const store = openStore(join(directory, 'paynode.db'), { exclusive: true })
const hash = (index: number): Hex => keccak256(numberToHex(index + 1, { size: 32 }))
const address = (index: number) => getAddress(`0x${hash(index).slice(-40)}`)
const ids = Array.from({ length: ORDERS }, (_, index) => toOrderId(hash(index)))
store.transaction(() => ids.forEach(saveOrder))

function saveOrder(id: (typeof ids)[number], index: number): void {
  const order = {
    ...orderDefaults,
    payer: address(index % 500),
    refundTo: address(index % 500),
    token: address(1),
    amount: 25_000_000n,
    payout: 4_000_000n,
    corridor: 'NGN/bank',
    reclaimAfter: 1_800_000_000,
    turnSeconds: 6,
    claimBy: 1_799_999_000,
    payWindow: 300,
    salt: BigInt(index),
  } as const
  const position = { block: index, blockHash: hash(index), blockTime: 1_700_000_000 + index, logIndex: 0, transactionHash: hash(index) }
  const ranking = [address(1), address(2), address(3)]
  const record = { id, order, corridor: order.corridor, created: position, ranking, rank: 0, turnStart: 1_700_000_000, failedBy: [] }
  saveOrderRecord(store, { ...record, state: 'settled', route: hash(index), claimer: address(1), paidAt: 1_700_000_100 }, 0)
  const events = [{ type: 'chainCreated', order, position } as const, { type: 'routed', ranking, route: hash(index), rank: 0 } as const]
  for (const event of events) appendOrderEvent(store, { orderId: id, event, name: 'order.created', state: 'routed', at: 0 })
}

const entries = Array.from({ length: PROVIDERS }, (_, index) => ({
  operator: address(index),
  owner: address(index),
  nodeAddress: address(index),
  nodeKey: hash(index),
  hpkeKey: hash(index),
  gatewayUrl: `https://${index}.example`,
  multiaddrs: [],
  corridors: ['NGN/bank' as const],
}))
const reports = entries.map(
  ({ operator }, index): Report => ({
    provider: operator,
    corridor: 'NGN/bank',
    epoch: 1,
    rate: 160_000n - BigInt(index),
    minPayout: 100n,
    maxPayout: 10n ** 12n,
    liquidityBucket: 20,
    loadBps: 0,
    capacity: 50,
    maintenance: false,
    views: [],
  }),
)
const quotes = { epoch: 1, reports, signed: reports.map((report, index) => ({ report, signature: hash(index) })) }
const listeners = new Set<(event: { readonly orderId: (typeof ids)[number] }) => void>()
const contracts = { OrderEscrow: address(1), ProviderRegistry: address(2), QuorumVerifier: address(3) }

const api = await startApi({
  host: '127.0.0.1',
  port: 0,
  logger: quiet,
  metrics: noMetrics,
  signal: new AbortController().signal,
  rateLimit: { burst: 1e9, perSecond: 1e9 },
  deps: {
    network: { chainId: 31_337, rpcUrl: 'http://127.0.0.1:1', contracts, token: { address: address(1), symbol: 'tUSD', decimals: 6 } },
    store,
    verifySignature: async () => false,
    webhooks: { checkUrl: () => undefined, wake: () => {} },
    view: {
      head: () => undefined,
      providers: () => entries,
      provider: (operator) => entries.find((entry) => entry.operator === operator),
      account: () => ({ free: 10n ** 12n, locked: 0n }),
      order: () => undefined,
      inFlight: () => 0,
    },
    listOrders: (filter) => listOrderRecords(store, filter),
    getOrder: (id) => getOrderRecord(store, id),
    listEvents: (id) => listOrderEvents(store, id),
    eventsAfter: (seq, limit, id) => listOrderEventsAfter(store, seq, limit, id),
    getRanking: () => undefined,
    directory: { institutions: async () => [], verifyAccount: async () => ({ type: 'unresolved', reason: 'unsupported' }) },
    currentQuotes: () => quotes,
    recipients: { intake: async () => ({ type: 'refused', reason: 'full' }) },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    snapshot: () => undefined,
    status: () => ({}),
  },
})
const bare = Fastify()
const answer = await (await fetch(`${api.url}/v1/orders/${ids[0]}`)).json()
bare.get('/bare', () => answer)
const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 })

let next = 0
const beat = setInterval(() => {
  next = (next + 1) % ORDERS
  const orderId = ids[next] ?? toOrderId(hash(0))
  const event = { type: 'routed', ranking: [address(1)], route: hash(next), rank: 0 } as const
  appendOrderEvent(store, { orderId, event, name: undefined, state: 'routed', at: 0 })
  for (const listener of listeners) listener({ orderId })
}, 1_000 / EVENTS_PER_SECOND)

process.stdout.write(`${JSON.stringify({ url: api.url, bare: bareUrl, ids: ids.slice(0, 2_000) })}\n`)
process.stdin.resume().once('end', async () => {
  clearInterval(beat)
  await Promise.all([api.close(), bare.close()])
  store.close()
  rmSync(directory, { recursive: true, force: true })
  process.exit(0)
})
