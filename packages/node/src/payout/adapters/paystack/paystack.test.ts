import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { startPaystackSimulator } from '../../../simulators/paystack/startPaystackSimulator.ts'
import type { PayoutIntent } from '../../psp.ts'
import { closers, nairaIntent as intent, reference, serve, signal } from '../adapter.fixture.ts'
import { createPaystackAdapter } from './createPaystackAdapter.ts'
import { toStatus } from './mapping.ts'
import { readWebhook } from './readWebhook.ts'

const secretKey = 'sk_test_paynode'
const toAdapter = (baseUrl: string, more: object = {}) =>
  createPaystackAdapter({ id: 'paystack:t', baseUrl, secretKey, mode: 'test', timeoutMs: 1_000, clock: systemClock, ...more })

const wire = { method: 'POST', path: '/transfer', body: '{}' } as const

test('pays, verifies, reads balance and banks', async () => {
  const simulator = await startPaystackSimulator({ secretKey, balance: 1_000_000n })
  closers.push(simulator.close)
  const adapter = toAdapter(simulator.url)
  const target = { reference, sentAt: 0, succeeded: false }
  expect(await adapter.resolve(intent.recipient, signal)).toEqual({ type: 'name', name: 'ADA OBI' })
  expect(await adapter.query(target, signal)).toMatchObject({ type: 'notFound', authoritative: true })
  const [first, second] = [await adapter.prepare(intent, signal), await adapter.prepare(intent, signal)]
  expect(first).toEqual(second)
  if (first.type !== 'prepared') throw new Error(first.type)
  expect(Object.keys(JSON.parse(first.prepared.wire.body)).sort()).toEqual([
    'amount',
    'currency',
    'reason',
    'recipient',
    'reference',
    'source',
  ])
  expect(JSON.parse(first.prepared.wire.body)).toMatchObject({ amount: 150_050, source: 'balance' })
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'accepted', status: 'PENDING' })
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'duplicate' })
  await expect
    .poll(() => adapter.query({ ...target, prepared: first.prepared }, signal), { interval: 10 })
    .toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: true })
  expect(await adapter.balance('NGN', signal)).toEqual({ type: 'available', amount: { value: 849_950n, currency: 'NGN' } })
  expect(await adapter.institutions('NG', signal)).toEqual([
    { code: '058', name: 'Guaranty Trust Bank' },
    { code: '044', name: 'Access Bank' },
  ])
})

describe('is refused before the network', () => {
  test.each([
    ['a live key at another host', { secretKey: 'sk_live_x', mode: 'live' }, 'may only go to api.paystack.co'],
    ['a live key in test mode', { secretKey: 'sk_live_x' }, 'not a test key'],
    ['a test key in live mode', { mode: 'live' }, 'not a live key'],
    ['plain http elsewhere', { baseUrl: 'http://example.com' }, 'must be https'],
  ])('%s', (_name, more, message) => {
    expect(() => toAdapter('http://127.0.0.1:1', more)).toThrow(message)
  })

  test.each([
    ['nothing', { amount: { value: 0n, currency: 'NGN' } }, 'amount'],
    ['too much', { amount: { value: 2n ** 60n, currency: 'NGN' } }, 'amount'],
    ['below the limit', { amount: { value: 99n, currency: 'NGN' } }, 'amount'],
    ['another currency', { amount: { value: 100n, currency: 'KES' } }, 'currency'],
    ['a short reference', { reference: 'pn1' }, 'reference'],
    ['a short account', { recipient: { ...intent.recipient, account: '123' } }, 'destination'],
    ['another rail', { recipient: { corridor: 'KES/mpesa', account: '254712345678' } }, 'destination'],
  ])('%s', (_name, change, code) => {
    const issues = toAdapter('http://127.0.0.1:1', { limits: { min: 100n } }).validate({ ...intent, ...change } as PayoutIntent)
    expect(issues).toContainEqual(expect.objectContaining({ severity: 'error', code }))
  })

  test('a check digit that does not fit only warns', () => {
    const adapter = toAdapter('http://127.0.0.1:1')
    expect(adapter.validate(intent)).toEqual([])
    expect(adapter.validate({ ...intent, recipient: { ...intent.recipient, account: '0000014570' } })).toMatchObject([
      { severity: 'warning' },
    ])
  })
})

describe('an answer to a transfer', () => {
  const transfer = { reference, status: 'pending', amount: 1, currency: 'NGN', transfer_code: 'TRF_1', domain: 'test' }
  test.each([
    ['accepted', 200, { status: true, data: transfer }, { type: 'accepted', status: 'PENDING' }],
    ['wants a password', 200, { status: true, data: { ...transfer, status: 'otp' } }, { type: 'accepted', status: 'NEEDS_ACTION' }],
    ['says failure with 200', 200, { status: false, message: 'no' }, { type: 'unknown' }],
    ['is of the other mode', 200, { status: true, data: { ...transfer, domain: 'live' } }, { type: 'unknown' }],
    ['is of another reference', 200, { status: true, data: { ...transfer, reference: 'other' } }, { type: 'unknown' }],
    ['has a strange status', 200, { status: true, data: { ...transfer, status: 'odd' } }, { type: 'unknown' }],
    [
      'knows the reference',
      400,
      { status: 'false', message: 'The reference has already been used on a prior transfer' },
      { type: 'duplicate' },
    ],
    ['refuses the recipient', 400, { status: false, code: 'invalid_transfer_recipient' }, { type: 'rejected', reason: 'bad_destination' }],
    ['refuses the recipient, but breaks', 500, { status: false, code: 'invalid_transfer_recipient' }, { type: 'unknown' }],
    ['has a code nobody documented', 400, { status: false, code: 'insufficient_balance' }, { type: 'unknown' }],
    ['refuses the key', 401, { status: false, message: 'Invalid key' }, { type: 'rejected', reason: 'auth' }],
    ['is a rate limit', 429, { status: false, code: 'rate_limited' }, { type: 'throttled' }],
  ])('%s', async (_name, status, body, expected) => {
    const url = await serve((_request, response) => response.writeHead(status).end(JSON.stringify(body)))
    expect(await toAdapter(url).submit({ reference, wire }, signal)).toMatchObject(expected)
  })

  test('a code that the operator knows is final', async () => {
    const url = await serve((_request, response) => response.writeHead(400).end('{"status":false,"code":"insufficient_balance"}'))
    const adapter = toAdapter(url, { definitiveCodes: { insufficient_balance: 'insufficient_funds' } })
    expect(await adapter.submit({ reference, wire }, signal)).toMatchObject({ type: 'rejected', reason: 'insufficient_funds' })
  })

  test('after a rate limit nothing is sent until the time has come', async () => {
    let requests = 0
    const url = await serve((_request, response) => {
      requests += 1
      response.writeHead(429, { 'retry-after': '60' }).end('{}')
    })
    const adapter = toAdapter(url)
    await adapter.submit({ reference, wire }, signal)
    expect(await adapter.submit({ reference, wire }, signal)).toMatchObject({ type: 'throttled' })
    expect(requests).toBe(1)
  })
})

test('reversed is a return only after a success', () => {
  expect(toStatus('reversed', true)).toEqual({ status: 'RETURNED' })
  expect(toStatus('reversed', false)).toEqual({ status: 'FAILED', reason: 'returned' })
  expect(toStatus('constructor', false)).toBeUndefined()
})

describe('a webhook', () => {
  const body =
    '{"event":"transfer.success","data":{"reference":"acv_9ee55786-2323-4760-98e2-6380c9cb3f68","status":"success","amount":100000}}'
  const signature =
    '588b1c847f0d65bd47c612944015c4e0003059193f9aaaedca62c89ab7b9c458c2c68bac039e0abcf0d375bc5575d75f38d23582df07f50f3bdb6b23b9d43601'
  const request = (text: string, sign: string) => ({
    method: 'POST',
    path: '/',
    headers: { 'x-paystack-signature': sign },
    raw: new TextEncoder().encode(text),
  })

  test('with the known signature is read', () => {
    expect(readWebhook(secretKey, request(body, signature))).toMatchObject({
      type: 'event',
      reference: 'acv_9ee55786-2323-4760-98e2-6380c9cb3f68',
      hint: 'SUCCEEDED',
    })
  })

  test.each([
    ['another byte', `${body} `, signature],
    ['no signature', body, ''],
    ['half a signature', body, signature.slice(0, 64)],
    ['a signature with another key', body, createHmac('sha512', 'other').update(body).digest('hex')],
  ])('with %s is refused', (_name, text, sign) => {
    expect(readWebhook(secretKey, request(text, sign)).type).toBe('rejected')
  })

  test('about something else is acknowledged', () => {
    const other = '{"event":"charge.success","data":{"reference":"x"}}'
    const sign = createHmac('sha512', secretKey).update(other).digest('hex')
    expect(readWebhook(secretKey, request(other, sign))).toMatchObject({ type: 'challenge', ack: { status: 200 } })
  })
})
