/** The documentation is of the gateway that runs: every route is in it, and what routes answer is what it says. */
import { privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage } from 'viem/siwe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { at, createRecord, createReport, createWorld } from '../api.fixture.ts'
import { problems } from '../routes/problem.ts'
import type { Api } from '../startApi.ts'

let world: ReturnType<typeof createWorld>
let api: Api
beforeEach(async () => {
  world = createWorld()
  api = await world.start({ domains: ['shop.example'] })
})
afterEach(() => api.close())

type Node = { readonly [key: string]: unknown }
type Document = {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Node & { responses: Record<string, { content?: Record<string, { schema: Node }> }> }>>
  readonly components: { readonly schemas: Record<string, Node> }
}
const read = async () => (await (await fetch(`${api.url}/v1/openapi.json`)).json()) as Document

test('every route under /v1 is documented, and refers to nothing that is not there', async () => {
  const document = await read()
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
  const known = [
    'delete /v1/webhooks/{id}',
    'get /v1/auth/nonce',
    'get /v1/corridors',
    'get /v1/events',
    'get /v1/health',
    'get /v1/institutions',
    'get /v1/network',
    'get /v1/orders',
    'get /v1/orders/{id}',
    'get /v1/orders/{id}/events',
    'get /v1/orders/{id}/explain',
    'get /v1/providers',
    'get /v1/quotes',
    'get /v1/relay',
    'get /v1/status',
    'get /v1/webhooks',
    'get /v1/webhooks/{id}/deliveries',
    'post /v1/auth/verify',
    'post /v1/orders',
    'post /v1/recipients',
    'post /v1/verify-account',
    'post /v1/webhooks',
    'post /v1/webhooks/{id}/deliveries/{deliveryId}/replay',
  ]
  expect(operations).toEqual(expect.arrayContaining(known))
  const text = JSON.stringify(document)
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(document.components.schemas).toHaveProperty(name)
  expect(text).not.toContain('$defs')
  expect(text).not.toContain('$schema')
  for (const code of Object.keys(problems).filter((code) => code !== 'not_found' && !/body|media|json/.test(code)))
    expect(text).toContain(code)
})

test('bodies and queries are described as they are checked', async () => {
  const { paths } = await read()
  const order = JSON.stringify(paths['/v1/orders']?.post?.requestBody)
  for (const field of ['recipientHash', 'permitSignature', 'envelopes', '"additionalProperties":false']) expect(order).toContain(field)
  expect(paths['/v1/quotes']?.get?.parameters).toContainEqual(
    expect.objectContaining({
      name: 'corridor',
      in: 'query',
      required: true,
      schema: expect.objectContaining({ enum: expect.arrayContaining(['NGN/bank']) }),
    }),
  )
})

test('answers are what the documentation says', async () => {
  const record = createRecord({ reason: 'x', claimer: at('1'), paidAmount: 5n })
  world.records = [record]
  world.reports = [createReport(at('1'), 160_000n)]
  world.rankings.set(record.id, { any: 1 })
  world.emit(record.id)
  const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
  const { nonce } = (await (await fetch(`${api.url}/v1/auth/nonce`)).json()) as { nonce: string }
  const message = createSiweMessage({
    domain: 'shop.example',
    address: account.address,
    uri: api.url,
    version: '1',
    chainId: 31_337,
    nonce,
  })
  const post = (path: string, body: object, headers = {}) =>
    fetch(api.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const verified = await post('/v1/auth/verify', { message, signature: await account.signMessage({ message }) })
  const authorization = `Bearer ${((await verified.clone().json()) as { token: string }).token}`
  const created = await post('/v1/webhooks', { url: 'http://127.0.0.1:1/hook' }, { authorization })
  const get = (path: string) => fetch(api.url + path, { headers: { authorization } })
  const answers: [string, string, Response][] = [
    ['post', '/v1/auth/verify', verified],
    ['post', '/v1/webhooks', created],
    [
      'post',
      '/v1/verify-account',
      await post('/v1/verify-account', { corridor: 'NGN/bank', recipient: { institution: '058', account: '0123456789' } }),
    ],
  ]
  for (const path of ['auth/nonce', 'corridors', 'network', 'providers', 'health', 'relay', 'status', 'orders', 'events', 'webhooks'])
    answers.push(['get', `/v1/${path}`, await get(`/v1/${path}`)])
  for (const path of ['', '/events', '/explain'])
    answers.push(['get', `/v1/orders/{id}${path}`, await get(`/v1/orders/${record.id}${path}`)])
  for (const path of ['quotes', 'institutions']) answers.push(['get', `/v1/${path}`, await get(`/v1/${path}?corridor=NGN/bank`)])
  const document = await read()
  const definitions = JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/')) as Record<
    string,
    Node
  >
  for (const [method, path, response] of answers) {
    const schema = document.paths[path]?.[method]?.responses[response.status]?.content?.['application/json']?.schema
    expect([path, response.status, schema !== undefined]).toEqual([path, response.status, true])
    const inlined = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as Node
    const parsed = z.fromJSONSchema({ ...inlined, $defs: definitions } as never).safeParse(await response.json())
    expect([path, parsed.error?.issues]).toEqual([path, undefined])
  }
})

test('the page for people needs nothing from elsewhere', async () => {
  const page = await fetch(`${api.url}/docs/`)
  const html = await page.text()
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html).toContain('/v1/openapi.json')
  const scripts = [...html.matchAll(/src="([^"]+)"/g)].map(([, src = '']) => src)
  expect(scripts.length).toBeGreaterThan(0)
  for (const script of scripts) {
    const url = new URL(script, page.url)
    expect(url.origin).toBe(api.url)
    expect((await fetch(url)).status).toBe(200)
  }
})
