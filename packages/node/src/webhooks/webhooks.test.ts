/** Webhooks over real HTTP and a real database: signed, retried, never lost in a crash, never into a private network. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook } from '@paynode/sdk'
import type { OrderId } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../runtime/createVirtualClock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { readBody } from '../runtime/readBody.ts'
import { openStore, type Store } from '../store/store.ts'
import { listDeliveries, replayDelivery } from '../store/webhookDeliveries.ts'
import { addWebhook, getWebhook, type Webhook, webhookEvents } from '../store/webhooks.ts'
import { MAX_ATTEMPTS, toWait } from './deliver.ts'
import { startWebhooks, type Webhooks } from './startWebhooks.ts'
import type { NamedEvent, WebhookDeps } from './types.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const start = 1_700_000_000_000
const orderId = `0x${'11'.repeat(32)}` as OrderId
const payer = `0x${'aa'.repeat(20)}` as const

type Call = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }
let calls: Call[]
let answer: (call: Call, response: ServerResponse) => void
let server: Server
let url: string
let store: Store
let clock: VirtualClock
let events: NamedEvent[]
const listeners = new Set<() => void>()
const running: Webhooks[] = []

beforeEach(async () => {
  calls = []
  events = []
  answer = (_call, response) => response.writeHead(204).end()
  server = createServer(async (request, response) => {
    const call = { path: request.url ?? '', headers: request.headers, body: String(await readBody(request, 100_000)) }
    calls.push(call)
    answer(call, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  store = openStore(':memory:')
  clock = createVirtualClock(start)
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
  server.closeAllConnections()
  server.close()
  store.close()
  listeners.clear()
})

const run = (changes: Partial<WebhookDeps> = {}) => {
  const webhooks = startWebhooks(
    {
      store,
      clock,
      logger: quiet,
      metrics: noMetrics,
      targets: 'allow',
      eventsAfter: (seq, limit) => events.filter((event) => event.seq > seq).slice(0, limit),
      lastSeq: () => events.at(-1)?.seq ?? 0,
      orderJson: (id) => ({ json: `{"id":"${id}","amount":"5"}`, payer }),
      subscribe: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      random: () => 0.5,
      ...changes,
    },
    new AbortController().signal,
  )
  running.push(webhooks)
  return webhooks
}
const add = (changes: Partial<Webhook> = {}) => {
  const webhook: Webhook = {
    id: `wh_${'0'.repeat(24)}`,
    owner: 'key:1',
    url: `${url}/hook`,
    events: webhookEvents,
    secret: 'whsec_test',
    state: 'active',
    createdAt: start,
    ...changes,
  }
  addWebhook(store, webhook, 20)
  return webhook
}
const happen = (name: string | null, at = clock.now()) => {
  events.push({ seq: events.length + 1, orderId, name, at })
  for (const listener of listeners) listener()
}
const until = (look: () => unknown) => expect.poll(look, { interval: 5, timeout: 10_000 })
const log = (id = `wh_${'0'.repeat(24)}`) => listDeliveries(store, id, 100)

test('an event arrives once, signed so that the SDK can tell', async () => {
  run()
  const { secret } = add()
  happen('order.created')
  happen(null)
  await until(() => calls.length).toBe(1)
  await until(() => log()[0]?.state).toBe('delivered')
  const [call] = calls as [Call]
  const header = String(call.headers['paynode-signature'])
  const event = await verifyWebhook({ payload: call.body, header, secret, now: start / 1_000 })
  expect(event).toEqual({
    id: 'evt_1',
    type: 'order.created',
    createdAt: new Date(start).toISOString(),
    data: { order: { id: orderId, amount: '5' } },
  })
  await expect(verifyWebhook({ payload: call.body, header, secret: 'whsec_other', now: start / 1_000 })).rejects.toThrow()
  await expect(verifyWebhook({ payload: `${call.body} `, header, secret, now: start / 1_000 })).rejects.toThrow()
})

test('receivers hear what they asked for: kinds, one payer, nothing from before', async () => {
  run()
  add({ id: 'kinds', url: `${url}/kinds`, events: ['order.settled'] })
  add({ id: 'mine', url: `${url}/mine`, payer: `0x${'AA'.repeat(20)}` })
  add({ id: 'others', url: `${url}/others`, payer: `0x${'bb'.repeat(20)}` })
  add({ id: 'later', url: `${url}/later`, createdAt: start + 1 })
  happen('order.created')
  happen('order.settled')
  await until(() => calls.map(({ path }) => path).sort()).toEqual(['/kinds', '/mine', '/mine'])
  expect([...log('others'), ...log('later')]).toEqual([])
})

test('a receiver that fails is asked again, later each time, until it answers', async () => {
  run()
  add()
  answer = (_call, response) => response.writeHead(calls.length < 4 ? 500 : 200).end()
  happen('order.created')
  await until(() => calls.length).toBe(1)
  for (let attempt = 0; attempt < 3; attempt++) {
    await until(() => log()[0]?.attempts).toBe(attempt + 1)
    const [delivery] = log()
    expect(delivery).toMatchObject({ state: 'waiting', lastStatus: 500, dueAt: clock.now() + toWait(attempt, 0.5) })
    clock.advance(toWait(attempt, 0.5))
    await until(() => calls.length).toBe(attempt + 2)
  }
  await until(() => log()[0]?.state).toBe('delivered')
  expect(calls.every(({ body }) => body === calls[0]!.body)).toBe(true)
  expect([0, 1, 30].map((attempt) => [toWait(attempt, 0), toWait(attempt, 1)])).toEqual([
    [2_500, 5_000],
    [5_000, 10_000],
    [14_400_000, 28_800_000],
  ])
})

test('one that never answers is disabled; a replay that arrives enables it', async () => {
  run()
  add()
  answer = (_call, response) => response.writeHead(503).end()
  happen('order.created')
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    await until(() => log()[0]?.attempts).toBe(attempt)
    clock.advance(10 * 3_600_000)
  }
  await until(() => log()[0]?.state).toBe('failed')
  expect(getWebhook(store, log()[0]!.webhookId)?.state).toBe('disabled')
  answer = (_call, response) => response.writeHead(200).end()
  expect(replayDelivery(store, log()[0]!.webhookId, log()[0]!.id, clock.now())).toBe(true)
  running[0]!.wake()
  await until(() => log()[0]?.state).toBe('delivered')
  expect(getWebhook(store, log()[0]!.webhookId)?.state).toBe('active')
})

test('what happened while nobody delivered is delivered after the start, once', async () => {
  const first = run()
  await first.close()
  add()
  for (let index = 0; index < 450; index++) happen('order.pending')
  run()
  await until(() => calls.length).toBe(450)
  await until(() => log().every(({ state }) => state === 'delivered')).toBe(true)
  await running.pop()!.close()
  run()
  happen('order.settled')
  await until(() => calls.length).toBe(451)
  expect(new Set(calls.map(({ headers }) => headers['paynode-event-id'])).size).toBe(451)
})

test('a delivery cut off by the end of the daemon comes again', async () => {
  add()
  const first = run()
  await until(() => store.db.prepare('SELECT seq FROM webhook_cursor').get()).toBeDefined()
  answer = () => {} // holds the connection
  happen('order.created')
  await until(() => calls.length).toBe(1)
  await first.close()
  expect(log()[0]).toMatchObject({ state: 'waiting', attempts: 0 })
  answer = (_call, response) => response.writeHead(200).end()
  run()
  await until(() => log()[0]?.state).toBe('delivered')
})

test('one that hangs holds up nobody else', async () => {
  run()
  add({ id: 'hangs', url: `${url}/hangs` })
  add({ id: 'works', url: `${url}/works` })
  answer = ({ path }, response) => {
    if (path === '/works') response.writeHead(200).end()
  }
  for (let index = 0; index < 5; index++) happen('order.pending')
  await until(() => log('works').filter(({ state }) => state === 'delivered').length).toBe(5)
  expect(calls.filter(({ path }) => path === '/hangs')).toHaveLength(1)
})

test('redirects are not followed', async () => {
  run()
  add()
  answer = (_call, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end()
  happen('order.created')
  await until(() => log()[0]?.lastStatus).toBe(302)
  expect(calls.map(({ path }) => path)).toEqual(['/hook'])
})

test('a URL that became private is refused at the time of sending', async () => {
  run({ targets: 'refuse' })
  add({ url: url.replace('http:', 'https:') })
  happen('order.created')
  await until(() => log()[0]?.lastError).toBe('refused')
  expect(calls).toEqual([])
})
