/** The graph over HTTP: answers, pages, limits, nothing of a recipient, nothing of what fails inside. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { at, createRecord, createReport, createWorld } from '../api.fixture.ts'
import type { Api } from '../startApi.ts'

let world: ReturnType<typeof createWorld>
let api: Api
beforeEach(async () => {
  world = createWorld()
  api = await world.start()
})
afterEach(() => api.close())

type Answer = { readonly data: Record<string, never> | null; readonly errors?: { message: string; extensions: { code: string } }[] }
const ask = async (query: string, variables: object = {}) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
  return { status: response.status, ...((await response.json()) as Answer) }
}

test('an order with its events in one request; amounts stay exact', async () => {
  const record = createRecord({ reason: 'bank refused 0123456789', paidAmount: 5n })
  world.records = [record]
  world.emit(record.id, { type: 'payoutFailed', data: { reason: 'bank refused 0123456789', recipient: { account: '0123456789' } } })
  const answer = await ask(
    'query ($id: ID!) { order(id: $id) { id amount payer reason transactions { created } events { items { seq type data } next } } }',
    {
      id: record.id,
    },
  )
  expect(answer).toMatchObject({
    status: 200,
    data: {
      order: { id: record.id, amount: String(record.order.amount), events: { items: [{ seq: 1, type: 'payoutFailed' }], next: null } },
    },
  })
  expect(JSON.stringify(answer) + world.logs.join()).not.toContain('0123456789')
})

test('pages, filters, providers and quotes', async () => {
  world.records = [createRecord({}, 1n), createRecord({}, 2n), createRecord({}, 3n)]
  world.reports = [createReport(at('1'), 160_000n), createReport(at('2'), 170_000n)]
  const page = await ask(
    '{ orders(first: 2) { items { id } next } providers { operator free } quotes(corridor: "NGN/bank", amount: "1000000") { provider payout } }',
  )
  expect(page.data).toMatchObject({
    orders: { items: [{ id: world.records[0]!.id }, { id: world.records[1]!.id }], next: expect.stringContaining(world.records[1]!.id) },
    providers: [{ operator: at('1'), free: '100000000000000000000' }, {}, {}],
    quotes: [
      { provider: at('2'), payout: '170000' },
      { provider: at('1'), payout: '160000' },
    ],
  })
  expect((await ask('{ orders(state: "settled") { items { id } next } }')).data).toEqual({ orders: { items: [], next: null } })
  expect((await ask(`{ order(id: "0x${'0'.repeat(64)}") { id } }`)).data).toEqual({ order: null })
})

test.each([
  [
    'too deep',
    `{ orders { items { events { items { ...on Event { seq } } } } } order(id: "x") { ${'events { items { '.repeat(4)} seq ${'} }'.repeat(4)} } }`,
  ],
  ['too many rows', '{ orders(first: 100) { items { events(first: 100) { next } } } }'],
  ['too many rows by variables', 'query ($n: Int) { orders(first: $n) { items { events(first: $n) { next } } } }'],
  ['too many aliases', `{ ${Array.from({ length: 201 }, (_, index) => `a${index}: providers { operator }`).join(' ')} }`],
  [
    'too many through fragments',
    `{ ${Array.from({ length: 12 }, (_, index) => `a${index}: orders(first: 100) { ...f }`).join(' ')} } fragment f on OrderPage { next }`,
  ],
  ['a fragment in a circle', '{ orders { ...f } } fragment f on OrderPage { ...g } fragment g on OrderPage { ...f }'],
  ['no such field', '{ recipients { account } }'],
  ['a write', 'mutation { settle }'],
  ['no graph', '{ orders '],
  ['a page too large', '{ orders(first: 101) { next } }'],
  ['a bad address', '{ orders(payer: "0x12") { next } }'],
  ['a bad cursor', '{ orders(after: "1; DROP TABLE orders") { next } }'],
])('%s is refused', async (_name, query) => {
  const { errors = [] } = await ask(query)
  expect(errors.length).toBeGreaterThan(0)
  for (const error of errors) expect(error.extensions.code).toBe('invalid_request')
  expect(world.logs.filter((line) => !line.includes('gateway listens'))).toEqual([])
})

test('batches are refused, oversized bodies too, and what fails inside is not shown', async () => {
  const post = (body: string) => fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect((await post(JSON.stringify([{ query: '{ providers { operator } }' }]))).status).toBeGreaterThanOrEqual(400)
  expect((await post(JSON.stringify({ query: `{ ${' '.repeat(70_000)} }` }))).status).toBe(413)
  world.deps.getOrder = () => {
    throw new Error('no such table at https://rpc.example/KEY')
  }
  const answer = await ask(`{ order(id: "0x${'0'.repeat(64)}") { id } }`)
  expect(JSON.stringify(answer)).not.toContain('table')
  expect(answer.errors?.[0]?.extensions.code).toBe('internal')
})
