import { createHmac } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { startFlutterwaveSimulator, TOKEN_PATH } from '../../../simulators/flutterwave/startFlutterwaveSimulator.ts'
import type { PayoutIntent } from '../../psp.ts'
import { closers, nairaIntent as intent, reference, serve as serveAll, signal } from '../adapter.fixture.ts'
import { createFlutterwaveAdapter } from './createFlutterwaveAdapter.ts'
import { toStatus } from './mapping.ts'
import { readWebhook } from './readWebhook.ts'

const account = { clientId: 'client', clientSecret: 'client-secret', secretHash: 'flw-secret-hash' }
const toAdapter = (baseUrl: string, more: object = {}) =>
  createFlutterwaveAdapter({
    id: 'flutterwave:t',
    baseUrl,
    tokenUrl: baseUrl + TOKEN_PATH,
    ...account,
    mode: 'sandbox',
    timeoutMs: 1_000,
    clock: systemClock,
    ...more,
  })

/** Serves tokens, and everything else as told. */
const serve = (listener: RequestListener): Promise<string> =>
  serveAll((request, response) => {
    if (request.url === TOKEN_PATH) return response.end('{"access_token":"t0k3n","expires_in":600,"token_type":"Bearer"}')
    return listener(request, response)
  })
const prepared = { reference, idempotencyKey: reference, wire: { method: 'POST', path: '/direct-transfers', body: '{}' } } as const

test('pays, replays, queries, reads balance and banks', async () => {
  const simulator = await startFlutterwaveSimulator({ ...account, balance: 1_000_000n })
  closers.push(simulator.close)
  const adapter = toAdapter(simulator.url)
  const target = { reference, sentAt: 0, succeeded: false }
  expect(await adapter.resolve(intent.recipient, signal)).toEqual({ type: 'name', name: 'ADA OBI' })
  expect(await adapter.query(target, signal)).toMatchObject({ type: 'lost' })
  const [first, second] = [await adapter.prepare(intent, signal), await adapter.prepare(intent, signal)]
  expect(first).toEqual(second)
  if (first.type !== 'prepared') throw new Error(first.type)
  expect(JSON.parse(first.prepared.wire.body)).toEqual({
    action: 'instant',
    type: 'bank',
    reference,
    narration: reference,
    payment_instruction: {
      source_currency: 'NGN',
      destination_currency: 'NGN',
      amount: { value: 1_500.5, applies_to: 'destination_currency' },
      recipient: { bank: { account_number: '0000014579', code: '011' } },
    },
  })
  const accepted = await adapter.submit(first.prepared, signal)
  expect(accepted).toMatchObject({ type: 'accepted', status: 'SUBMITTED', pspId: 'trf_00000000000001' })
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'accepted', pspId: 'trf_00000000000001' })
  expect(await adapter.submit({ ...first.prepared, idempotencyKey: `${reference}b` }, signal)).toMatchObject({ type: 'duplicate' })
  await expect
    .poll(() => adapter.query({ ...target, pspId: 'trf_00000000000001', prepared: first.prepared }, signal), { interval: 10 })
    .toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: true })
  expect(await adapter.balance('NGN', signal)).toEqual({ type: 'available', amount: { value: 849_950n, currency: 'NGN' } })
  expect(await adapter.institutions('NG', signal)).toContainEqual({ code: '058', name: 'Guaranty Trust Bank' })
  expect(simulator.count('token')).toBe(1)
})

test('one token serves all, and a refused one is replaced', async () => {
  let [tokens, refusing] = [0, true]
  const simulator = await startFlutterwaveSimulator(account)
  closers.push(simulator.close)
  const url = await serve((_request, response) => {
    response.writeHead(refusing ? 401 : 500).end('{"status":"failed","error":{"code":"10401","type":"UNAUTHORIZED"}}')
    refusing = false
  })
  const adapter = toAdapter(simulator.url)
  await Promise.all(Array.from({ length: 8 }, () => adapter.balance('NGN', signal)))
  expect(simulator.count('token')).toBe(1)
  const idp = createServer((_request, response) => {
    tokens += 1
    response.end(`{"access_token":"t${tokens}","expires_in":600}`)
  })
  await new Promise<void>((resolve) => idp.listen(0, '127.0.0.1', resolve))
  closers.push(() => idp.close())
  const other = toAdapter(url, { tokenUrl: `http://127.0.0.1:${(idp.address() as AddressInfo).port}/token` })
  expect(await other.submit(prepared, signal)).toMatchObject({ type: 'unknown' }) // not a refusal: it goes out again
  await other.submit(prepared, signal)
  await other.submit(prepared, signal)
  expect(tokens).toBe(2)
})

describe('is refused before the network', () => {
  test.each([
    ['live credentials at another host', { mode: 'live' }, 'may only go to f4bexperience.flutterwave.com'],
    [
      'live credentials at another identity provider',
      { mode: 'live', baseUrl: 'https://f4bexperience.flutterwave.com' },
      'may only go to idp.flutterwave.com',
    ],
    ['a sandbox account at the live host', { baseUrl: 'https://f4bexperience.flutterwave.com' }, 'needs the mode live'],
    ['plain http elsewhere', { baseUrl: 'http://example.com' }, 'must be https'],
  ])('%s', (_name, more, message) => {
    expect(() => toAdapter('http://127.0.0.1:1', more)).toThrow(message)
  })

  test.each([
    ['nothing', { amount: { value: 0n, currency: 'NGN' } }, 'amount'],
    ['what no JSON number can hold', { amount: { value: 2n ** 60n + 1n, currency: 'NGN' } }, 'amount'],
    ['less than NGN 100', { amount: { value: 9_999n, currency: 'NGN' } }, 'amount'],
    ['more than the operator allows', { amount: { value: 1_000_001n, currency: 'NGN' } }, 'amount'],
    ['another currency', { amount: { value: 10_000n, currency: 'KES' } }, 'currency'],
    ['a reference that is no key', { reference: 'pn-0000000000000' }, 'reference'],
    ['a short account', { recipient: { ...intent.recipient, account: '123' } }, 'destination'],
    ['another rail', { recipient: { corridor: 'KES/mpesa', account: '254712345678' } }, 'destination'],
  ])('%s', (_name, change, code) => {
    const issues = toAdapter('http://127.0.0.1:1', { limits: { max: 1_000_000n } }).validate({ ...intent, ...change } as PayoutIntent)
    expect(issues).toContainEqual(expect.objectContaining({ severity: 'error', code }))
  })
})

describe('an answer to a transfer', () => {
  const data = { id: 'trf_1', reference, status: 'NEW', amount: { value: 1_500.5, applies_to: 'destination_currency' } }
  const failed = (code: string) => ({ status: 'failed', error: { type: 'X', code, message: 'no', validation_errors: [] } })
  test.each([
    ['accepted', 201, { status: 'success', data }, { type: 'accepted', status: 'SUBMITTED', pspId: 'trf_1' }],
    ['says failure with 200', 200, failed('10500'), { type: 'unknown' }],
    ['is of another reference', 201, { status: 'success', data: { ...data, reference: 'other' } }, { type: 'unknown' }],
    ['has a strange status', 201, { status: 'success', data: { ...data, status: 'ODD' } }, { type: 'unknown' }],
    ['knows the reference', 409, failed('10409'), { type: 'duplicate' }],
    ['finds the amount too small', 400, failed('228400'), { type: 'rejected', reason: 'limit' }],
    ['finds the amount too small, but breaks', 500, failed('228400'), { type: 'unknown' }],
    ['does not like the request', 400, failed('10400'), { type: 'unknown' }],
    ['is forbidden', 403, failed('10403'), { type: 'unknown' }],
    ['refuses the token', 401, failed('10401'), { type: 'unknown' }],
    ['is a rate limit', 429, {}, { type: 'throttled' }],
  ])('%s', async (_name, status, body, expected) => {
    const url = await serve((_request, response) => response.writeHead(status).end(JSON.stringify(body)))
    expect(await toAdapter(url).submit(prepared, signal)).toMatchObject(expected)
  })

  test('cannot come without a token', async () => {
    let requests = 0
    const url = await serve((_request, response) => {
      requests += 1
      response.end('{}')
    })
    const adapter = toAdapter(url, { tokenUrl: `${url}/elsewhere` })
    expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'unknown', evidence: { code: 'noToken' } })
    expect(requests).toBe(1) // the one for a token
  })
})

test('a query shows amounts, returns and other destinations', async () => {
  const body = JSON.stringify({ payment_instruction: { recipient: { bank: { account_number: '0000014579', code: '011' } } } })
  const data = { id: 'trf_1', reference, status: 'SUCCESSFUL', amount: { value: 1_500.5 }, destination_currency: 'NGN' }
  let shown: object = data
  const url = await serve((_request, response) => response.end(JSON.stringify({ status: 'success', data: shown })))
  const adapter = toAdapter(url)
  const query = (change: object) => {
    shown = { ...data, ...change }
    const target = { reference, pspId: 'trf_1', prepared: { ...prepared, wire: { ...prepared.wire, body } }, sentAt: 0, succeeded: true }
    return adapter.query(target, signal)
  }
  expect(await query({})).toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: undefined })
  expect(await query({ reversal: { reconciliation_status: 'REVERSED' } })).toMatchObject({ type: 'found', status: 'RETURNED' })
  expect(await query({ recipient: { bank: { account_number: '0000014579', code: '011' } } })).toMatchObject({ destinationMatches: true })
  expect(await query({ recipient: { bank: { account_number: '0000014578' } } })).toMatchObject({ destinationMatches: false })
  expect(await query({ recipient: { bank: { account_number: '******4579' } } })).toMatchObject({ destinationMatches: undefined })
  expect(await query({ amount: { value: 1_500.505 } })).toMatchObject({ type: 'unknown' })
  expect(await query({ id: 'trf_2' })).toMatchObject({ type: 'unknown' })
  expect(await query({ status: 'FAILED', provider_response: { type: 'insufficient_balance' } })).toMatchObject({
    status: 'FAILED',
    reason: 'insufficient_funds',
  })
})

test('words that nobody documented are no status', () => {
  expect(toStatus('constructor')).toBeUndefined()
  expect(toStatus('FAILED', { type: 'constructor' })).toEqual({ status: 'FAILED', reason: 'provider' })
  expect(toStatus('FAILED', { reversed: true })?.status).toBe('FAILED')
})

describe('a webhook', () => {
  const secretHash = 'flw-secret-hash'
  const body = '{"webhook_id":"wbk_1","type":"transfer.disburse","data":{"id":"trf_1","status":"SUCCESSFUL"}}'
  const signature = 'hl51YC7tLeRBzC6ds/8L9vdb1160d8Wuae5EPa4LR2M='
  const request = (text: string, headers: Record<string, string>) => ({
    method: 'POST',
    path: '/',
    headers,
    raw: new TextEncoder().encode(text),
  })

  test('with the known signature is read', () => {
    expect(readWebhook({ secretHash, mode: 'hmac' }, request(body, { 'flutterwave-signature': signature }))).toMatchObject({
      type: 'event',
      dedupeKey: 'wbk_1',
      pspId: 'trf_1',
      hint: 'SUCCEEDED',
    })
  })

  test.each([
    ['another byte', `${body} `, { 'flutterwave-signature': signature }],
    ['no signature', body, {}],
    ['the plain hash', body, { 'flutterwave-signature': secretHash }],
    ['the plain hash, the old way', body, { 'verif-hash': secretHash }],
    ['a signature with another key', body, { 'flutterwave-signature': createHmac('sha256', 'other').update(body).digest('base64') }],
  ])('with %s is refused', (_name, text, headers) => {
    expect(readWebhook({ secretHash, mode: 'hmac' }, request(text, headers as Record<string, string>)).type).toBe('rejected')
  })

  test.each([
    ['new', '{"event":"transfer.completed","event.type":"Transfer","data":{"id":7,"status":"FAILED","reference":"r"}}', 'FAILED'],
    ['old', '{"event.type":"Transfer","transfer":{"id":7,"status":"SUCCESSFUL","reference":"r"}}', 'SUCCEEDED'],
  ])('of v3 in the %s shape is read where the operator says so', (_name, text, hint) => {
    const config = { secretHash, mode: 'v3-verif-hash' } as const
    expect(readWebhook(config, request(text, { 'verif-hash': secretHash }))).toMatchObject({
      type: 'event',
      pspId: '7',
      reference: 'r',
      hint,
    })
    expect(readWebhook(config, request(text, { 'verif-hash': `${secretHash}x` })).type).toBe('rejected')
  })

  test('about something else is acknowledged', () => {
    const other = '{"type":"charge.completed","data":{"id":"chg_1"}}'
    const sign = createHmac('sha256', secretHash).update(other).digest('base64')
    expect(readWebhook({ secretHash, mode: 'hmac' }, request(other, { 'flutterwave-signature': sign }))).toMatchObject({
      type: 'challenge',
    })
  })
})
