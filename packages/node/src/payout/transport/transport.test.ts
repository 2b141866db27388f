import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../runtime/createVirtualClock.ts'
import { createTokenCache } from './createTokenCache.ts'
import { createTransport } from './createTransport.ts'
import type { Exchange } from './types.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})
const START = 1_800_000_000_000
const signal = new AbortController().signal

async function open(listener: RequestListener) {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const clock = createVirtualClock(START)
  const seen: Exchange[] = []
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`
  const transport = createTransport({ baseUrl, clock, timeoutMs: 30_000, secrets: ['hush'], onExchange: (exchange) => seen.push(exchange) })
  const get = (lane?: string) => transport.send({ method: 'GET', path: '/x', route: '/x', lane, signal })
  return { transport, clock, seen, get, requests: () => requests }
}

describe('a request', () => {
  test('goes below the base URL once, and leaves a line without contents', async () => {
    const { transport, seen, requests } = await open((request, response) => response.end(JSON.stringify({ path: request.url, code: 'ok' })))
    const answer = await transport.send({ method: 'POST', path: '/pay?a=1', route: '/pay', body: '{"account":"0123456789"}', signal })
    expect(answer).toMatchObject({ type: 'answered', status: 200, json: { path: '/base/pay?a=1' }, evidence: { code: 'ok' } })
    expect(requests()).toBe(1)
    expect(seen).toHaveLength(1)
    expect(JSON.stringify([seen, transport.exchanges()])).not.toContain('0123456789')
    expect(seen[0]?.requestHash).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test('does not follow a redirect', async () => {
    const { get, requests } = await open((_request, response) => response.writeHead(307, { location: '/base/y' }).end())
    expect(await get()).toMatchObject({ type: 'answered', status: 307 })
    expect(requests()).toBe(1)
  })

  test.each([
    ['ten megabytes', (response: Parameters<RequestListener>[1]) => response.end(Buffer.alloc(10 * 1_048_576)), 'tooLarge'],
    ['a broken connection', (response: Parameters<RequestListener>[1]) => response.destroy(), /^UND_ERR|ECONN/],
  ])('that meets %s has failed, once', async (_name, answer, code) => {
    const { get, requests } = await open((_request, response) => void answer(response))
    const result = await get()
    expect(result.type).toBe('failed')
    expect(result.evidence.code).toMatch(code)
    expect(requests()).toBe(1)
  })

  test('ends when its time is up', async () => {
    const opened = await open(() => opened.clock.advance(30_000))
    expect(await opened.get()).toMatchObject({ type: 'failed', evidence: { code: 'TimeoutError' } })
  })

  test.each(['hush', 'xhushx', 'acc-0123456789', 'two words'])('does not repeat the code %s', async (code) => {
    const { get } = await open((_request, response) => response.end(JSON.stringify({ code })))
    expect((await get()).evidence.code).toBeUndefined()
  })
})

describe('rate limits', () => {
  test.each([
    ['seconds', '120', START + 120_000],
    ['a date', new Date(START + 90_000).toUTCString(), START + 90_000],
    ['a day', '86400', START + 3_600_000],
    ['nothing readable', 'soon', START + 5_000],
  ])('in %s close their lane until then', async (_name, header, until) => {
    const { get, clock, requests } = await open((_request, response) => response.writeHead(429, { 'retry-after': header }).end('{}'))
    expect(await get('pay')).toMatchObject({ type: 'throttled', sent: true, retryAt: until })
    expect(await get('pay')).toMatchObject({ type: 'throttled', sent: false, retryAt: until })
    expect(requests()).toBe(1)
    await get('ask')
    expect(requests()).toBe(2)
    clock.advance(until - START)
    await get('pay')
    expect(requests()).toBe(3)
  })

  test('that are used up close their lane before a 429', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }
    const { get } = await open((_request, response) => response.writeHead(200, headers).end('{}'))
    expect((await get()).type).toBe('answered')
    expect(await get()).toMatchObject({ type: 'throttled', sent: false, retryAt: START + 30_000 })
  })
})

test.each([
  ['a minute ahead', 60_000, 60_500],
  ['half a second ahead', 500, 0],
  ['an hour behind', -3_600_000, -3_599_500],
])('a server that is %s', async (_name, ahead, skew) => {
  const { transport, get } = await open((_request, response) =>
    response.writeHead(200, { date: new Date(START + ahead).toUTCString() }).end('{}'),
  )
  await get()
  expect(transport.skewMs()).toBe(skew)
  expect(transport.serverNow()).toBe(START + skew)
})

test('a token is fetched once for all, again near its end or when refused, and a failure is not kept', async () => {
  const clock = createVirtualClock(START)
  let fetched = 0
  let broken = false
  const cache = createTokenCache({
    clock,
    fetchToken: async () => {
      fetched += 1
      return broken ? undefined : { value: `t${fetched}`, expiresAt: clock.now() + 600_000 }
    },
  })
  expect(await Promise.all([cache.get(signal), cache.get(signal), cache.get(signal)])).toEqual(['t1', 't1', 't1'])
  clock.advance(541_000)
  expect(await cache.get(signal)).toBe('t2')
  cache.drop('t1')
  expect(await cache.get(signal)).toBe('t2')
  cache.drop('t2')
  broken = true
  expect(await cache.get(signal)).toBeUndefined()
  broken = false
  expect(await cache.get(signal)).toBe('t4')
})
