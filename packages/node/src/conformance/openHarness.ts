/** The payout side of a daemon, wired as in production: real store, real engine, real handlers; only the chain is told what it says. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getCorridor, hashOrder, type Order, type OrderId, orderDefaults, type Recipient } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import { createEngine } from '../orders/engine.ts'
import type { EffectHandler, OrderRecord } from '../orders/types.ts'
import { createPspPool } from '../payout/createPspPool.ts'
import type { PayoutDeps } from '../payout/deps.ts'
import { createFloat } from '../payout/float.ts'
import { createPayoutHandler } from '../payout/payout.ts'
import type { PspAdapter, WebhookAck } from '../payout/psp.ts'
import { createQueryHandler } from '../payout/query.ts'
import { takeWebhook } from '../payout/takeWebhook.ts'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import type { Logger } from '../runtime/logger.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { LATEST_MS } from '../simulators/base/makeScript.ts'
import { getOrderRecord } from '../store/orders.ts'
import { openStore, type Store } from '../store/store.ts'
import { createKiller, type Killer } from './createKiller.ts'
import type { ConformanceSubject } from './types.ts'

/** A daemon between two kills. */
export type Boot = {
  readonly handlers: { readonly payout: EffectHandler; readonly query: EffectHandler }
  readonly killer: Killer
  readonly adapters: readonly PspAdapter[]
  readonly abort: AbortController
}
export type Harness = Awaited<ReturnType<typeof openHarness>>

const START = 1_800_000_000_000
const TIMEOUT_MS = 30_000
/** Longer than the latest request is late. */
const NOT_FOUND_MS = LATEST_MS + 10_000
const self: Address = '0x00000000000000000000000000000000000000A1'
const position = { block: 1, blockHash: '0x01' as Hex, blockTime: START / 1_000, logIndex: 0, transactionHash: '0x02' as Hex }

/** Opens store, clock, simulator and a webhook receiver for one subject. */
export async function openHarness(subject: ConformanceSubject) {
  const clock = createVirtualClock(START)
  const store = openStore(':memory:')
  keepStatements(store)
  /** Everything that ever left the daemon in words. */
  const lines: string[] = []
  const write = (level: string) => (fields: object, message: string) => void lines.push(JSON.stringify([level, message, fields]))
  const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error'), child: () => logger }
  const engine = createEngine({ store, clock, self, metrics: noMetrics, logger })
  const getRecord = (id: OrderId): OrderRecord | undefined => getOrderRecord(store, id)
  const dispatch: PayoutDeps['dispatch'] = (id, event) => void engine.dispatch(id, event)
  const recipients = new Map<OrderId, Recipient>()
  const subjects = [subject, ...(subject.fallbacks ?? [])]
  let current: Boot | undefined
  let submissions = 0
  const acks: WebhookAck[] = []

  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const incoming = { method: request.method ?? '', path: request.url ?? '/', headers, raw: Buffer.concat(chunks) }
      const ack = current
        ? await takeWebhook(
            { store, clock, metrics: noMetrics, logger, getRecord, dispatch },
            pickAdapter(current.adapters, request.url ?? '/'),
            incoming,
            AbortSignal.timeout(60_000),
          )
        : { status: 503 }
      acks.push(ack)
      response.writeHead(ack.status).end('body' in ack ? ack.body : undefined)
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const simulators = await Promise.all(subjects.map((one) => one.startSimulator({ clock })))
  const toWebhookUrl = (index: number) => (index === 0 ? webhookUrl : `${webhookUrl}/fallback-${index}`)
  for (const [index, simulator] of simulators.entries()) simulator.setWebhookUrl(toWebhookUrl(index))
  const createAdapter = (index: number, onExchange: (exchange: object) => void): PspAdapter => {
    const [one, simulator] = [subjects[index] ?? subject, simulators[index]]
    return one.createAdapter({ url: simulator?.url ?? '', webhookUrl: toWebhookUrl(index), clock, timeoutMs: TIMEOUT_MS, onExchange })
  }

  const boot = (strikeAt: number | undefined): Boot => {
    const killer = createKiller(strikeAt)
    const onExchange = (exchange: object) => void lines.push(JSON.stringify(exchange))
    const adapters = subjects.map((_, index) => createAdapter(index, onExchange))
    const watch = (adapter: PspAdapter): PspAdapter => ({
      ...adapter,
      resolve: (recipient, signal) => killer.around(() => adapter.resolve(recipient, signal)),
      prepare: (intent, signal) => killer.around(() => adapter.prepare(intent, signal)),
      submit: (prepared, signal) =>
        killer.around(() => {
          submissions += 1
          return adapter.submit(prepared, signal)
        }),
      query: (target, signal) => killer.around(() => adapter.query(target, signal)),
    })
    const watched = adapters.map(watch)
    const deps: PayoutDeps = {
      store,
      clock,
      metrics: noMetrics,
      logger,
      float: createFloat({
        store,
        clock,
        balanceOf: async (psp, currency, signal) => {
          const adapter = adapters.find(({ id }) => id === psp)
          const result = await killer.around(async () => adapter?.balance(currency, signal))
          return result?.type === 'available' ? result.amount : undefined
        },
      }),
      psps: createPspPool({ clock, adaptersFor: () => watched }),
      getRecord,
      dispatch,
      openRecipient: async ({ id }) => {
        const recipient = recipients.get(id)
        return recipient ? { type: 'opened', recipient } : { type: 'missing' }
      },
      confirmed: () => true,
      payouts: 'on',
      caps: {},
      marginMs: () => TIMEOUT_MS + 5_000,
      notFoundWindowMs: NOT_FOUND_MS,
    }
    current = {
      handlers: { payout: createPayoutHandler(deps), query: createQueryHandler(deps) },
      killer,
      adapters,
      abort: new AbortController(),
    }
    return current
  }

  return {
    clock,
    store,
    engine,
    simulators,
    lines,
    acks,
    boot,
    getRecord,
    submissions: () => submissions,
    /** Whether the vendors call back at all. */
    announces: simulators.every((_, index) => createAdapter(index, () => {}).capabilities.webhook !== 'none'),
    currency: getCorridor(subject.corridor)?.currency ?? '',
    /** An order that this daemon has just claimed. */
    claim(number: number, payout: bigint, recipient: Recipient, payWindow: number): OrderId {
      const order: Order = {
        ...orderDefaults,
        payer: self,
        refundTo: self,
        token: self,
        amount: 10n,
        payout,
        corridor: subject.corridor,
        reclaimAfter: 4_000_000_000,
        turnSeconds: 30,
        claimBy: 4_000_000_000,
        payWindow,
        salt: BigInt(number),
      }
      const id = hashOrder(order, { chainId: 1, escrow: self })
      recipients.set(id, recipient)
      engine.dispatch(id, { type: 'chainCreated', order, position })
      engine.dispatch(id, { type: 'chainClaimed', provider: self, payBy: Math.floor(clock.now() / 1_000) + payWindow, position })
      return id
    },
    async close() {
      current?.abort.abort()
      await Promise.all(simulators.map((simulator) => simulator.close()))
      receiver.closeAllConnections()
      await new Promise<void>((resolve) => receiver.close(() => resolve()))
      store.close()
    },
  }
}

function pickAdapter(adapters: readonly PspAdapter[], path: string): PspAdapter {
  const index = Number(/^\/fallback-(\d+)/.exec(path)?.[1] ?? 0)
  const adapter = adapters[index]
  if (!adapter) throw new Error(`no adapter takes webhooks at ${path}`)
  return adapter
}

/** Compiles each SQL text once: a run asks the same few things hundreds of thousands of times. */
function keepStatements({ db }: Store): void {
  const prepare = db.prepare.bind(db)
  const kept = new Map<string, ReturnType<typeof prepare>>()
  db.prepare = ((sql: string) => {
    const statement = kept.get(sql) ?? prepare(sql)
    kept.set(sql, statement)
    return statement
  }) as typeof db.prepare
}
