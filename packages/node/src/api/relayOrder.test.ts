/** Sending an order through a gateway: both wire forms, each refusal, the same answer for the same key. */
import { fromJson, hashOrder, toJson, toRelayRequest } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { at, createOrder, createWorld, escrowDomain, readProblem } from './api.fixture.ts'
import type { RelayAnswer, RelayPort } from './routes/types.ts'
import type { Api } from './startApi.ts'

const { id, order } = createOrder()
const funding = { lane: 'permit2', nonce: 3n, signature: '0x1234' } as const
let world: ReturnType<typeof createWorld>
let api: Api
let answer: RelayAnswer
let requests: Parameters<RelayPort['submit']>[0][]
beforeEach(async () => {
  requests = []
  answer = { type: 'sent', transactionHash: `0x${'77'.repeat(32)}` }
  world = createWorld()
  Object.assign(world.deps, {
    relay: {
      address: at('a'),
      perPayerPerDay: 5,
      leftToday: () => 4,
      fundings: async () => ['permit2', 'allowance'],
      submit: async (request) => {
        requests.push(request)
        await request.beforeSending()
        return answer
      },
    } satisfies RelayPort,
  })
  api = await world.start({ rateLimit: { burst: 10_000, perSecond: 1 } })
})
afterEach(() => api.close())

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
const plain = () => ({
  order: JSON.parse(JSON.stringify(order, (_key, value) => (typeof value === 'bigint' ? String(value) : value))) as Record<string, unknown>,
  funding: { ...funding, nonce: '3' },
})

test('texts of toJson, objects with decimal strings and objects of toJson are one order', async () => {
  const forms = [toRelayRequest({ order, funding }), plain(), { order: JSON.parse(toJson(order)), funding: JSON.parse(toJson(funding)) }]
  for (const form of forms) {
    const response = await post(form)
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ orderId: id, transactionHash: `0x${'77'.repeat(32)}` })
  }
  for (const request of requests) expect(request).toMatchObject({ orderId: id, order, funding })
  expect(hashOrder(fromJson(toJson(order)) as typeof order, escrowDomain)).toBe(id)
})

test.each<[RelayAnswer, number, string, string?]>([
  [{ type: 'refused', refusal: { name: 'TooLate', args: ['5', '4'] } }, 422, 'order_refused'],
  [{ type: 'unacceptable', reason: 'too small' }, 422, 'order_unacceptable'],
  [{ type: 'quota', retryAfterSeconds: 3_600 }, 429, 'relay_quota', '3600'],
  [{ type: 'exhausted', reason: 'gas', retryAfterSeconds: 60 }, 503, 'relay_exhausted', '60'],
])('%o is said as a problem', async (given, status, code, retryAfter) => {
  answer = given
  const response = await post(plain())
  expect(response.headers.get('retry-after')).toBe(retryAfter ?? null)
  expect(await readProblem(response)).toMatchObject({
    contentType: 'application/problem+json',
    status,
    body: { code, ...(given.type === 'refused' ? { contractError: given.refusal } : {}) },
  })
})

test('a key makes the same request one request, across restarts; another request cannot take it', async () => {
  const key = { 'idempotency-key': id }
  const first = await (await post(plain(), key)).text()
  answer = { type: 'quota', retryAfterSeconds: 1 }
  const again = await post(plain(), key)
  expect([again.status, await again.text()]).toEqual([202, first])
  await api.close()
  api = await world.start()
  expect(await (await post(plain(), key)).text()).toBe(first)
  expect(requests).toHaveLength(1)
  const other = await post({ ...plain(), funding: { ...plain().funding, nonce: '4' } }, key)
  expect((await readProblem(other)).body.code).toBe('idempotency_mismatch')
  expect((await readProblem(await post(plain(), { 'idempotency-key': 'short' }))).body.code).toBe('invalid_request')
})

test('while the first runs the second waits; what failed may be tried again under its key', async () => {
  const gate = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const key = { 'idempotency-key': 'order-0001' }
  world.intake = async () => {
    entered.resolve()
    await gate.promise
    return { type: 'refused', reason: 'full' }
  }
  const sealed = { encapsulatedKey: `0x${'01'.repeat(32)}`, ciphertext: `0x${'02'.repeat(272)}` }
  const body = { ...plain(), envelopes: [{ provider: at('1'), sealed }] }
  const first = post(body, key)
  await entered.promise
  expect((await readProblem(await post(body, key))).body.code).toBe('idempotency_conflict')
  gate.resolve()
  expect((await readProblem(await first)).body.code).toBe('busy')
  world.intake = async () => ({ type: 'accepted', stored: 1, ignored: [] })
  expect((await post(body, key)).status).toBe(202)
})

test('hostile bodies are refused before anything runs', async () => {
  const deep = '['.repeat(30_000) + ']'.repeat(30_000)
  const raw = (body: string) => fetch(`${api.url}/v1/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const polluted = JSON.stringify(plain()).replace('{"order":{', '{"order":{"__proto__":{"payer":"0x"},')
  const bodies = [
    deep,
    polluted,
    '{"constructor":{"prototype":{"a":1}}}',
    'null',
    '[]',
    '"x"',
    `{"order":${deep}}`,
    '{"order":"{", "funding":{}}',
  ]
  for (const body of bodies) expect((await raw(body)).status).toBe(400)
  expect((await raw(JSON.stringify({ order: 'x'.repeat(70_000) }))).status).toBe(413)
  const wrong: [string, unknown][] = [
    ['salt', (2n ** 64n).toString()],
    ['amount', '-1'],
    ['amount', 1.5],
    ['amount', { $bigint: 'x' }],
    ['claimBy', 2 ** 40],
    ['corridor', 'XXX/bank'],
    ['pinned', Array(4).fill(at('1'))],
    ['payer', '0x12'],
    ['extra', 1],
  ]
  for (const [field, value] of wrong) {
    const response = await post({ ...plain(), order: { ...plain().order, [field]: value } })
    expect([field, response.status]).toEqual([field, 400])
  }
  expect(requests).toEqual([])
  expect(({} as Record<string, unknown>).payer).toBeUndefined()
})

test('a gateway says what it relays, or that it does not', async () => {
  const read = async (url: string, path = '/v1/relay') => (await fetch(url + path)).json()
  expect(await read(api.url)).toEqual({ enabled: true, address: at('a'), fundings: ['permit2', 'allowance'], quota: { perPayerPerDay: 5 } })
  expect(await read(api.url, `/v1/relay?payer=${at('1')}`)).toMatchObject({ quota: { leftToday: 4 } })
  const without = await createWorld().start()
  expect(await read(without.url)).toEqual({ enabled: false, fundings: [], quota: { perPayerPerDay: 0 } })
  const refused = await fetch(`${without.url}/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(plain()),
  })
  expect(await readProblem(refused)).toMatchObject({ status: 503, body: { code: 'relay_disabled' } })
  await without.close()
})
