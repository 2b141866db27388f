/** The gateway over real HTTP. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { hashViews, toJson } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { at, createEntry, createOrder, createRecord, createReport, createWorld, readProblem } from './api.fixture.ts'
import type { Api } from './startApi.ts'

let world: ReturnType<typeof createWorld>
let api: Api
beforeEach(async () => {
  world = createWorld()
  api = await world.start()
})
afterEach(() => api.close())

const get = (path: string, init?: RequestInit) => fetch(api.url + path, init)
const read = async (path: string) => (await get(path)).json() as Promise<Record<string, unknown>>
const post = (path: string, body: string, type = 'application/json') =>
  get(path, { method: 'POST', body, headers: { 'content-type': type } })

describe('network', () => {
  test('tells a client everything it needs, this gateway first', async () => {
    world.entries.push(createEntry(at('4'), { gatewayUrl: 'javascript:alert(1)' }), createEntry(at('5'), { gatewayUrl: 'nonsense' }))
    const body = await read('/v1/network')
    expect(body).toEqual({
      chainId: 31_337,
      rpcUrl: 'http://127.0.0.1:8545',
      contracts: world.deps.network.contracts,
      token: { address: at('c'), symbol: 'tUSD', decimals: 6 },
      epochSeconds: 60,
      gateways: [api.url, 'https://1111.example', 'https://2222.example', 'https://3333.example'],
    })
  })

  test('names its public URL when it has one', async () => {
    const other = await world.start({ publicUrl: 'https://pay.example/' })
    const body = (await (await fetch(`${other.url}/v1/network`)).json()) as { gateways: string[] }
    expect(body.gateways[0]).toBe('https://pay.example')
    await other.close()
  })

  test('lists corridors, providers, status and health', async () => {
    const { corridors } = (await read('/v1/corridors')) as unknown as { corridors: Record<string, unknown>[] }
    expect(corridors[0]).toMatchObject({ corridor: 'NGN/bank', accountPattern: '^\\d{10}$', providers: 3, decimals: 2 })
    const { providers } = (await read('/v1/providers')) as unknown as { providers: Record<string, unknown>[] }
    expect(providers[0]).toMatchObject({ operator: at('1'), inFlight: 2, free: '100000000000000000000', locked: '5' })
    expect(await read('/v1/status')).toEqual({ payouts: 'off', float: '12' })
    expect(await read('/v1/health')).toMatchObject({ status: 'ok', head: 12 })
  })
})

describe('quotes', () => {
  test('come best first, ties in order of address, with payouts rounded down', async () => {
    world.reports = [createReport(at('3'), 160_000n), createReport(at('2'), 160_001n), createReport(at('1'), 160_000n)]
    const body = await read('/v1/quotes?corridor=NGN/bank&amount=25000001')
    expect(body).toMatchObject({ corridor: 'NGN/bank', amount: '25000001', epoch: 7, excluded: [] })
    expect((body.quotes as { provider: string }[]).map(({ provider }) => provider)).toEqual([at('2'), at('1'), at('3')])
    expect((body.quotes as unknown[])[0]).toEqual({
      provider: at('2'),
      rate: '160001',
      payout: '4000025',
      minPayout: '1',
      maxPayout: '1000000000000',
      epoch: 7,
      liquidityBucket: expect.any(Number),
      loadBps: expect.any(Number),
      capacity: expect.any(Number),
      maintenance: false,
      views: hashViews([]),
      signature: `0x${at('2').slice(2, 4)}`,
    })
  })

  test('exclude who cannot serve, and say why', async () => {
    world.reports = [
      createReport(at('1'), 160_000n, { maxPayout: 3_999_999n }),
      createReport(at('2'), 160_000n, { minPayout: 4_000_001n }),
      createReport(at('3'), 160_000n, { maintenance: true }),
      createReport(at('4'), 160_000n),
    ]
    const body = await read('/v1/quotes?corridor=NGN%2Fbank&amount=25000000')
    expect(body).toMatchObject({
      quotes: [],
      excluded: [
        { provider: at('1'), reason: 'aboveMaximum' },
        { provider: at('2'), reason: 'belowMinimum' },
        { provider: at('3'), reason: 'maintenance' },
        { provider: at('4'), reason: 'unregistered' },
      ],
    })
    expect((await read('/v1/quotes?corridor=NGN/bank')).quotes).toHaveLength(2)
  })

  test.each([
    '',
    '?corridor=XXX/bank',
    '?corridor=NGN/bank&amount=0',
    '?corridor=NGN/bank&amount=1.5',
    '?corridor=NGN/bank&amount=-1',
    '?corridor=NGN/bank&x=1',
  ])('refuse "%s"', async (query) => {
    const { status, body, contentType } = await readProblem(await get(`/v1/quotes${query}`))
    expect(status).toBe(400)
    expect(contentType).toBe('application/problem+json')
    expect(body).toMatchObject({
      type: 'urn:paynode:problem:invalid_request',
      status: 400,
      code: 'invalid_request',
      title: expect.any(String),
    })
  })
})

describe('orders', () => {
  test('are listed by payer, state and limit', async () => {
    world.records = [createRecord(), createRecord({ state: 'settled' }, 8n)]
    const ids = async (query: string) => ((await read(`/v1/orders${query}`)).orders as { id: string }[]).map(({ id }) => id)
    expect(await ids('')).toHaveLength(2)
    expect(await ids('?state=settled')).toEqual([world.records[1]?.id])
    expect(await ids('?limit=1')).toEqual([world.records[0]?.id])
    expect(await ids(`?payer=${at('a').toLowerCase()}`)).toHaveLength(2)
    expect(await ids(`?payer=${at('b')}`)).toEqual([])
    for (const query of ['?payer=x', '?state=paidish', '?limit=0', '?limit=501']) expect((await get(`/v1/orders${query}`)).status).toBe(400)
  })

  test('are shown by id in any case, amounts as strings', async () => {
    const record = createRecord({ state: 'paid', paidAmount: 4_000_000n, reason: 'account 0123456789 refused' })
    world.records = [record]
    const body = await read(`/v1/orders/0x${record.id.slice(2).toUpperCase()}`)
    expect(body).toMatchObject({
      id: record.id,
      state: 'paid',
      status: 'none',
      amount: '25000000',
      paidAmount: '4000000',
      ranking: [at('1'), at('2')],
      reference: record.reference,
      reason: 'account … refused',
      transactions: { created: record.created.transactionHash },
    })
  })

  test('have events and an explanation', async () => {
    const record = createRecord()
    world.records = [record]
    const explain = await readProblem(await get(`/v1/orders/${record.id}/explain`))
    expect(explain.body.code).toBe('not_ranked')
    world.rankings.set(record.id, { scores: [{ provider: at('1'), score: 5n }] })
    expect(await read(`/v1/orders/${record.id}/explain`)).toMatchObject({ orderId: record.id, explanation: { scores: [{ score: '5' }] } })
    const position = { block: 5, blockHash: '0x05', blockTime: 1, logIndex: 0, transactionHash: '0x77' }
    world.emit(record.id, { type: 'chainCreated', name: 'order.created', state: 'seen', data: { order: record.order, position } })
    world.emit(record.id, { name: null, data: { rank: 0, note: 'private' } })
    const { events } = (await read(`/v1/orders/${record.id}/events`)) as unknown as { events: Record<string, unknown>[] }
    expect(events[0]).toMatchObject({ seq: 1, name: 'order.created', type: 'chainCreated', data: { block: 5, transactionHash: '0x77' } })
    expect(events[1]).toEqual({ seq: 2, orderId: record.id, type: 'routed', state: 'routed', at: 1_700_000_000_002, data: { rank: 0 } })
    expect(((await read('/v1/events?after=1')).events as unknown[]).length).toBe(1)
  })

  test('that are unknown are problems', async () => {
    const { id } = createOrder()
    for (const path of ['', '/events', '/explain']) {
      const { status, body } = await readProblem(await get(`/v1/orders/${id}${path}`))
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'order_not_found' })
    }
    expect((await readProblem(await get('/v1/orders/0x12'))).body.code).toBe('invalid_request')
  })
})

describe('recipients', () => {
  const sealed = { encapsulatedKey: `0x${'01'.repeat(32)}`, ciphertext: `0x${'02'.repeat(272)}` }
  const { id, order } = createOrder()
  const envelopes = [{ provider: at('1').toLowerCase(), sealed }]
  const send = (body: unknown) => post('/v1/recipients', JSON.stringify(body))

  test('are taken in, with terms that hash to the id', async () => {
    let seen: unknown
    world.intake = async (parameters) => {
      seen = parameters
      return { type: 'accepted', stored: 1, ignored: [] }
    }
    const response = await send({ orderId: id, order: toJson(order), envelopes })
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ orderId: id, stored: 1, ignored: [] })
    expect(seen).toMatchObject({ orderId: id, order: { salt: 7n }, envelopes: [{ provider: at('1'), sealed }] })
    const { body } = await readProblem(await send({ orderId: id, order: toJson({ ...order, salt: 8n }), envelopes }))
    expect(body).toMatchObject({ status: 422, code: 'order_mismatch' })
  })

  test.each([
    ['no envelope', { orderId: id, envelopes: [] }],
    ['17 envelopes', { orderId: id, envelopes: Array(17).fill(envelopes[0]) }],
    ['clear text beside', { orderId: id, envelopes, recipient: { account: '0123456789' } }],
    [
      'a huge ciphertext',
      { orderId: id, envelopes: [{ provider: at('1'), sealed: { ...sealed, ciphertext: `0x${'02'.repeat(2_049)}` } }] },
    ],
    ['terms that are not JSON', { orderId: id, order: '0123456789{', envelopes }],
    ['terms out of range', { orderId: id, order: toJson({ ...order, amount: 1n << 128n }), envelopes }],
    ['an id that is none', { orderId: '0123456789', envelopes }],
  ])('with %s are refused, and not repeated', async (_name, body) => {
    const response = await send(body)
    const text = await response.text()
    expect(response.status).toBe(400)
    expect(text).not.toContain('0123456789')
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid_request', errors: expect.any(Array) })
  })

  test.each([
    ['closed', 409, 'order_closed'],
    ['noProvider', 422, 'no_provider'],
    ['invalid', 422, 'envelope_invalid'],
    ['full', 503, 'busy'],
  ] as const)('refusal %s is %i %s', async (reason, status, code) => {
    world.intake = async () => ({ type: 'refused', reason })
    const response = await send({ orderId: id, envelopes })
    expect(response.headers.has('retry-after')).toBe(status === 503)
    expect((await readProblem(response)).body).toMatchObject({ status, code })
  })
})

describe('edges', () => {
  const problem = async (response: Response) => {
    const { contentType, body, status } = await readProblem(response)
    expect(contentType).toBe('application/problem+json')
    expect(Object.keys(body)).toEqual(expect.arrayContaining(['type', 'title', 'status', 'detail', 'code']))
    expect(body.status).toBe(status)
    return body.code
  }

  test('malformed, oversized, mistyped and misrouted requests', async () => {
    expect(await problem(await post('/v1/recipients', '{"account": 0123456789'))).toBe('malformed_json')
    expect(await problem(await post('/v1/recipients', ''))).toBe('malformed_json')
    expect(await problem(await post('/v1/recipients', JSON.stringify('x'.repeat(70_000))))).toBe('body_too_large')
    expect(await problem(await post('/v1/recipients', 'a=b', 'application/x-www-form-urlencoded'))).toBe('unsupported_media_type')
    expect(await problem(await post('/v1/recipients', '{"__proto__": {"a": 1}}'))).toBe('malformed_json')
    expect(await problem(await get('/v1/nothing'))).toBe('not_found')
    expect(await problem(await get('/v1/recipients'))).toBe('not_found')
    expect(await problem(await get('/v1/orders/%zz'))).toBe('invalid_request')
    expect(world.logs.join()).not.toContain('0123456789')
  })

  test('what fails inside is logged and not shown', async () => {
    world.intake = async () => {
      throw new Error('no such table at https://rpc.example/KEY for 0123456789')
    }
    const sealed = { encapsulatedKey: `0x${'01'.repeat(32)}`, ciphertext: `0x${'02'.repeat(272)}` }
    const body = JSON.stringify({ orderId: createOrder().id, envelopes: [{ provider: at('1'), sealed }] })
    const response = await post('/v1/recipients', body)
    expect(await problem(response.clone())).toBe('internal')
    expect(await response.text()).not.toContain('table')
    expect(world.logs.at(-1)).toContain('no such table at https://rpc.example/… for …')
  })

  test('any web page may ask', async () => {
    const plain = await get('/v1/health', { headers: { origin: 'https://shop.example' } })
    expect(plain.headers.get('access-control-allow-origin')).toBe('*')
    const asked = {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await get('/v1/recipients', { method: 'OPTIONS', headers: asked })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    expect((await get('/v1/nothing', { headers: { origin: 'https://shop.example' } })).headers.get('access-control-allow-origin')).toBe('*')
  })

  test('floods are slowed down, per client and for a while', async () => {
    const clock = { time: 0, now: () => clock.time, sleep: () => new Promise<void>(() => {}) }
    const small = await world.start({ rateLimit: { burst: 3, perSecond: 1 }, clock })
    const ask = () => fetch(`${small.url}/v1/health`)
    for (let index = 0; index < 3; index++) expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await problem(refused)).toBe('rate_limited')
    clock.time += 1_000
    expect((await ask()).status).toBe(200)
    await small.close()
  })

  test('requests are counted by route, not by path', async () => {
    await get(`/v1/orders/${createOrder().id}`)
    await get('/v1/nothing/0123456789')
    const text = await world.metrics.registry.metrics()
    expect(text).toContain('paynode_api_requests_total{route="/v1/orders/:id",status="404"} 1')
    expect(text).toContain('paynode_api_requests_total{route="unmatched",status="404"} 1')
  })

  test('closes with an idle connection open, twice, and on abort', async () => {
    const stop = new AbortController()
    const other = await world.start({ signal: stop.signal })
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1')
    await once(socket, 'connect')
    const gone = once(socket, 'close')
    stop.abort()
    await other.close()
    await other.close()
    socket.end()
    await gone
    await expect(fetch(`${other.url}/v1/health`)).rejects.toThrow()
    await expect(world.start({ signal: stop.signal })).rejects.toThrow()
  })
})
