/** A daemon's payout side for tests: real store, real engine and worker, a real sandbox PSP over HTTP. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOrder, type Order, type OrderId, orderDefaults, type Recipient, toPaymentReference } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
// biome-ignore lint/style/noRestrictedImports: a test drives the handlers through the real engine
import { createEngine } from '../orders/engine.ts'
import type { EffectHandler, EffectHandlers, OrderRecord } from '../orders/types.ts'
// biome-ignore lint/style/noRestrictedImports: as above
import { startWorker } from '../orders/worker.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
// biome-ignore lint/style/noRestrictedImports: as above
import { startSandboxPsp } from '../sandbox/startSandboxPsp.ts'
import { getOrderRecord } from '../store/orders.ts'
import { openStore } from '../store/store.ts'
import { createSandboxAdapter } from './adapters/sandbox.ts'
import { createPspPool } from './createPspPool.ts'
import type { PayoutDeps } from './deps.ts'
import { createFloat } from './float.ts'
import { createPayoutHandler } from './payout.ts'
import type { PspAdapter } from './psp.ts'
import { createQueryHandler } from './query.ts'

export const self: Address = '0x00000000000000000000000000000000000000A1'
export const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const position = { block: 1, blockHash: '0x01' as Hex, blockTime: 1, logIndex: 0, transactionHash: '0x02' as Hex }

export const openPsp = (clock: Clock = systemClock) =>
  startSandboxPsp({
    clock,
    corridor: 'NGN/bank',
    accounts: [{ id: 'a', owner: self, apiKey: 'key-a', balance: 1_000_000n }],
    auditToken: 'audit',
    settleMs: 5,
  })

let salts = 0n
export const makeOrder = (payout = 1_000n): { readonly id: OrderId; readonly order: Order } => {
  const order: Order = {
    ...orderDefaults,
    payer: self,
    refundTo: self,
    token: self,
    amount: 10n,
    payout,
    corridor: 'NGN/bank',
    reclaimAfter: 4_000_000_000,
    turnSeconds: 30,
    claimBy: 4_000_000_000,
    payWindow: 600,
    salt: salts++,
  }
  return { id: hashOrder(order, { chainId: 1, escrow: self }), order }
}

export const makeFile = () => join(mkdtempSync(join(tmpdir(), 'payout-')), 'node.sqlite')

export type DaemonOptions = {
  readonly url: string
  readonly file?: string
  readonly account?: string
  readonly deps?: Partial<PayoutDeps>
  readonly timeoutMs?: number
  wrap?(adapter: PspAdapter): PspAdapter
}

/** Opens a daemon on a database; `stop` is a crash: nothing is awaited, nothing is finished. */
export function openDaemon({
  url,
  file = ':memory:',
  account = '0123456789',
  deps: over = {},
  timeoutMs = 20_000,
  wrap = (adapter) => adapter,
}: DaemonOptions) {
  const store = openStore(file)
  const clock = systemClock
  const adapter = wrap(createSandboxAdapter({ id: 'sandbox', url, apiKey: 'key-a', timeoutMs, clock }))
  const engine = createEngine({ store, clock, self, metrics: noMetrics, logger: quiet })
  const recipient: Recipient = { corridor: 'NGN/bank', institution: '058', account }
  const deps: PayoutDeps = {
    store,
    clock,
    metrics: noMetrics,
    logger: quiet,
    float: createFloat({
      store,
      clock,
      balanceOf: async (_psp, currency, signal) => {
        const result = await adapter.balance(currency, signal)
        return result.type === 'available' ? result.amount : undefined
      },
    }),
    psps: createPspPool({ clock, adaptersFor: () => [adapter] }),
    getRecord: (id) => getOrderRecord(store, id),
    dispatch: (id, event) => void engine.dispatch(id, event),
    openRecipient: async () => ({ type: 'opened', recipient }),
    confirmed: () => true,
    payouts: 'on',
    caps: {},
    marginMs: () => 1_000,
    notFoundWindowMs: 300,
    ...over,
  }
  const done: EffectHandler = async () => ({ type: 'events', events: [] })
  const handlers: EffectHandlers = {
    route: done,
    claim: done,
    giveUp: done,
    settle: done,
    expire: done,
    reclaim: done,
    finish: done,
    payout: createPayoutHandler(deps),
    query: createQueryHandler(deps),
  }
  const abort = new AbortController()
  let worker: ReturnType<typeof startWorker> | undefined
  return {
    store,
    engine,
    deps,
    handlers,
    start() {
      worker = startWorker({ store, engine, handlers, clock, metrics: noMetrics, logger: quiet, signal: abort.signal, onFatal: () => {} })
    },
    claim({ id, order }: { readonly id: OrderId; readonly order: Order }, payBy = Math.floor(clock.now() / 1_000) + 600) {
      engine.dispatch(id, { type: 'chainCreated', order, position })
      engine.dispatch(id, { type: 'chainClaimed', provider: self, payBy, position })
      worker?.wake()
    },
    record: (id: OrderId): OrderRecord | undefined => getOrderRecord(store, id),
    crash() {
      abort.abort()
      store.close()
    },
    async close() {
      await worker?.close()
      store.close()
    },
  }
}

export const toReference = toPaymentReference
