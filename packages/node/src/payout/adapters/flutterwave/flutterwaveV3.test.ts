import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { nairaIntent as intent, reference, serve as serveAll, signal } from '../adapter.fixture.ts'
import { createFlutterwaveV3Adapter } from './createFlutterwaveV3Adapter.ts'

const secretKey = 'FLWSECK_TEST-0123456789-X'
const toAdapter = (baseUrl: string, more: object = {}) =>
  createFlutterwaveV3Adapter({
    id: 'flutterwave-v3:t',
    baseUrl,
    secretKey,
    secretHash: 'flw-secret-hash',
    mode: 'test',
    timeoutMs: 1_000,
    clock: systemClock,
    ...more,
  })

type Answer = { readonly status?: number; readonly body: unknown }
/** Answers by `METHOD /path?query`; what was asked is kept. */
async function serve(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = []
  const url = await serveAll((request, response) => {
    const name = `${request.method} ${request.url}`
    asked.push(name)
    const { status = 200, body } = answers[name] ?? { status: 404, body: { status: 'error', message: 'Not found', data: null } }
    response.writeHead(status).end(JSON.stringify(body))
  })
  return { url, asked }
}
const row = {
  id: 26251,
  account_number: '0000014579',
  bank_code: '011',
  currency: 'NGN',
  debit_currency: 'NGN',
  amount: 1_500.5,
  fee: 26.88,
  status: 'NEW',
  reference,
  complete_message: '',
}
const resolved = { body: { status: 'success', message: 'ok', data: { account_number: '0000014579', account_name: 'ADA OBI' } } }
const prepared = {
  reference,
  wire: { method: 'POST', path: '/transfers', body: '{"account_number":"0000014579","account_bank":"011"}' },
} as const
const target = { reference, prepared, sentAt: 0, succeeded: false }
const byReference = `GET /transfers?reference=${reference}`

test('writes the same bytes each time, in naira', async () => {
  const { url } = await serve({ 'POST /accounts/resolve': resolved })
  const [first, second] = [await toAdapter(url).prepare(intent, signal), await toAdapter(url).prepare(intent, signal)]
  expect(first).toEqual(second)
  if (first.type !== 'prepared') throw new Error(first.type)
  expect(JSON.parse(first.prepared.wire.body)).toEqual({
    account_bank: '011',
    account_number: '0000014579',
    amount: 1_500.5,
    currency: 'NGN',
    debit_currency: 'NGN',
    reference,
    narration: reference,
  })
})

test.each([
  ['a live key at another host', { secretKey: 'FLWSECK-1-X', mode: 'live' }, 'may only go to api.flutterwave.com'],
  ['a live key in test mode', { secretKey: 'FLWSECK-1-X' }, 'not a test key'],
  ['a test key in live mode', { mode: 'live' }, 'not a live key'],
])('refuses %s', (_name, more, message) => {
  expect(() => toAdapter('http://127.0.0.1:1', more)).toThrow(message)
})

describe('an answer to a transfer', () => {
  test.each([
    ['accepted', 200, { status: 'success', data: row }, { type: 'accepted', status: 'SUBMITTED', pspId: '26251' }],
    ['is of another reference', 200, { status: 'success', data: { ...row, reference: 'other' } }, { type: 'unknown' }],
    ['says failure with 200', 200, { status: 'error', message: 'no', data: null }, { type: 'unknown' }],
    ['knows the reference', 400, { status: 'error', message: 'Transfer with this reference already exists' }, { type: 'duplicate' }],
    ['knows the reference, but breaks', 500, { status: 'error', message: 'already exists' }, { type: 'unknown' }],
    ['has another message', 400, { status: 'error', message: 'Insufficient funds' }, { type: 'unknown' }],
    ['refuses the key', 401, { status: 'error', message: 'Invalid authorization key' }, { type: 'unknown' }],
    ['is a rate limit', 429, {}, { type: 'throttled' }],
  ])('%s', async (_name, status, body, expected) => {
    const { url } = await serve({ 'POST /transfers': { status, body } })
    expect(await toAdapter(url).submit(prepared, signal)).toMatchObject(expected)
  })
})

describe('a question', () => {
  test.each([
    ['finds nothing', { status: 'success', data: [] }, {}, { type: 'notFound', authoritative: false }],
    ['finds nothing, and that is final', { status: 'success', data: [] }, { notFound: 'final' }, { type: 'notFound', authoritative: true }],
    ['finds others alone', { status: 'success', data: [{ ...row, reference: 'other' }] }, {}, { type: 'unknown' }],
    ['finds two', { status: 'success', data: [row, row] }, {}, { type: 'unknown' }],
    [
      'finds it',
      { status: 'success', data: [{ ...row, status: 'SUCCESSFUL' }] },
      {},
      { type: 'found', status: 'SUCCEEDED', destinationMatches: true },
    ],
    ['finds another account', { status: 'success', data: [{ ...row, account_number: '0000014578' }] }, {}, { destinationMatches: false }],
    ['finds a broken amount', { status: 'success', data: [{ ...row, amount: 1.005 }] }, {}, { type: 'unknown' }],
  ])('by reference %s', async (_name, body, more, expected) => {
    const { url } = await serve({ [byReference]: { body } })
    expect(await toAdapter(url, more).query(target, signal)).toMatchObject(expected)
  })

  test("by the vendor's id, once it is known", async () => {
    const { url, asked } = await serve({ 'GET /transfers/26251': { body: { status: 'success', data: { ...row, status: 'FAILED' } } } })
    expect(await toAdapter(url).query({ ...target, pspId: '26251' }, signal)).toMatchObject({
      type: 'found',
      status: 'FAILED',
      amount: intent.amount,
    })
    expect(asked).toEqual(['GET /transfers/26251'])
    expect(await toAdapter(url).query({ ...target, pspId: '7' }, signal)).toMatchObject({ type: 'unknown' })
  })
})

test('reads balance and banks', async () => {
  const { url } = await serve({
    'GET /balances/NGN': { body: { status: 'success', data: { currency: 'NGN', available_balance: 8_499.5, ledger_balance: 9_000 } } },
    'GET /banks/NG': { body: { status: 'success', data: [{ id: 1, code: '044', name: 'Access Bank' }] } },
  })
  expect(await toAdapter(url).balance('NGN', signal)).toEqual({ type: 'available', amount: { value: 849_950n, currency: 'NGN' } })
  expect(await toAdapter(url).institutions('NG', signal)).toEqual([{ code: '044', name: 'Access Bank' }])
})
