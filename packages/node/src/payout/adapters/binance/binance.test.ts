/** Binance Pay's adapter: what leaves it, what it makes of answers, and whose notices it believes. */

import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { simulatedCodes } from '../../../simulators/binance/shapes.ts'
import { startBinanceSimulator } from '../../../simulators/binance/startBinanceSimulator.ts'
import type { PayoutIntent } from '../../psp.ts'
import { closers, reference, serve, signal } from '../adapter.fixture.ts'
import { type BinanceOptions, createBinanceAdapter } from './createBinanceAdapter.ts'
import { toStatus } from './mapping.ts'
import { signRequest } from './signRequest.ts'

const [apiKey, secretKey] = ['certificate-sn', 'binance-secret']
const intent: PayoutIntent = {
  reference,
  amount: { value: 12_345_678n, currency: 'USDT' },
  recipient: { corridor: 'USDT/binance', institution: 'BINANCE_ID', account: '36072162' },
  memo: reference,
}
const toAdapter = (baseUrl: string, more: Partial<BinanceOptions> = {}) =>
  createBinanceAdapter({ id: 'binance:t', baseUrl, apiKey, secretKey, timeoutMs: 1_000, clock: systemClock, ...more })

const answerWith = (body: unknown, status = 200) => serve((_request, response) => response.writeHead(status).end(JSON.stringify(body)))

test('signs as the known vector', () => {
  const headers = signRequest({
    apiKey,
    secretKey,
    timestamp: 1_700_000_000_000,
    nonce: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef',
    body: '{"requestId":"pn0001"}',
  })
  expect(headers['BinancePay-Signature']).toBe(
    '7339D1E8D5496568ADEF165EC6100B5E3F6F2A0AF9B5EC1ACC91ADCA7D72F498B6D464B1F26DC786B948D519CDAAFB44F8D29CD61A1C130932400497A846E2EC',
  )
  const nonces = Array.from({ length: 50 }, () => signRequest({ apiKey, secretKey, timestamp: 1, body: '' })['BinancePay-Nonce'])
  expect(new Set(nonces).size).toBe(50)
  for (const nonce of nonces) expect(nonce).toMatch(/^[a-zA-Z]{32}$/)
})

test('pays, asks, reads the balance', async () => {
  const simulator = await startBinanceSimulator({ apiKey, secretKey, balance: 20_000_000n })
  closers.push(simulator.close)
  const adapter = toAdapter(simulator.url, { duplicateCodes: [simulatedCodes.duplicate] })
  const target = { reference, sentAt: 0, succeeded: false }
  expect(adapter.validate(intent)).toEqual([])
  expect(await adapter.query(target, signal)).toMatchObject({ type: 'notFound', authoritative: false })
  const [first, second] = [await adapter.prepare(intent, signal), await adapter.prepare(intent, signal)]
  expect(second).toEqual(first)
  if (first.type !== 'prepared') throw new Error(first.type)
  expect(JSON.parse(first.prepared.wire.body)).toEqual({
    requestId: reference,
    batchName: reference,
    currency: 'USDT',
    totalAmount: 12.345678,
    totalNumber: 1,
    transferDetailList: [
      {
        merchantSendId: reference,
        receiveType: 'BINANCE_ID',
        receiver: '36072162',
        transferAmount: 12.345678,
        transferMethod: 'FUNDING_WALLET',
        remark: reference,
      },
    ],
  })
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'accepted', status: 'SUBMITTED' })
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'duplicate' })
  expect(await toAdapter(simulator.url).submit(first.prepared, signal)).toMatchObject({ type: 'unknown' })
  await expect
    .poll(() => adapter.query({ ...target, prepared: first.prepared }, signal), { interval: 10 })
    .toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: true })
  expect(await adapter.balance('USDT', signal)).toEqual({ type: 'available', amount: { value: 7_654_322n, currency: 'USDT' } })
  const nobody = { ...intent, recipient: { ...intent.recipient, account: '36070000' } }
  expect(await adapter.prepare(nobody, signal)).toMatchObject({ type: 'rejected', reason: 'bad_destination' })
  expect(await toAdapter(simulator.url, { receiverCheck: 'off' }).prepare(nobody, signal)).toMatchObject({ type: 'prepared' })
  expect(await toAdapter(simulator.url, { secretKey: 'other' }).submit(first.prepared, signal)).toMatchObject({
    type: 'rejected',
    reason: 'auth',
  })
})

describe('is refused before the network', () => {
  test.each([
    ['nothing', { amount: { value: 0n, currency: 'USDT' } }, 'amount'],
    ['more than one transfer takes', { amount: { value: 80_000_000_001n, currency: 'USDT' } }, 'amount'],
    ['below the limit', { amount: { value: 99n, currency: 'USDT' } }, 'amount'],
    ['another currency', { amount: { value: 100n, currency: 'USDC' } }, 'currency'],
    ['a long reference', { reference: `pn${'a'.repeat(31)}` }, 'reference'],
    [
      'an e-mail address, unless allowed',
      { recipient: { ...intent.recipient, institution: 'EMAIL', account: 'ada@example.com' } },
      'destination',
    ],
    ['a pay id, unless allowed', { recipient: { ...intent.recipient, institution: 'PAY_ID' } }, 'destination'],
    ['an e-mail address as an id', { recipient: { ...intent.recipient, account: 'ada@example.com' } }, 'destination'],
    ['another rail', { recipient: { corridor: 'KES/mpesa', account: '254712345678' } }, 'destination'],
  ])('%s', (_name, change, code) => {
    const issues = toAdapter('http://127.0.0.1:1', { limits: { min: 100n } }).validate({ ...intent, ...change } as PayoutIntent)
    expect(issues).toContainEqual(expect.objectContaining({ severity: 'error', code }))
  })

  test.each([
    ['https://bpay-sandbox.example.com', /may only go to bpay\.binanceapi\.com/],
    ['https://bpay.binanceapi.com.example.com', /may only go to/],
    ['http://bpay.binanceapi.com', /must be https/],
  ])('keys for %s', (baseUrl, message) => {
    expect(() => toAdapter(baseUrl)).toThrow(message)
  })
})

describe('an answer to a payout', () => {
  const wire = { method: 'POST', path: '/binancepay/openapi/payout/transfer', body: '{}' } as const
  const accepted = { status: 'SUCCESS', code: '000000', data: { requestId: reference, status: 'ACCEPTED' } }
  test.each([
    ['accepted', 200, accepted, { type: 'accepted', status: 'SUBMITTED' }],
    ['is of another request', 200, { ...accepted, data: { requestId: 'pn1', status: 'ACCEPTED' } }, { type: 'unknown' }],
    ['has a strange status', 200, { ...accepted, data: { requestId: reference, status: 'ODD' } }, { type: 'unknown' }],
    ['says failure with 200', 200, { status: 'FAIL', code: '400000' }, { type: 'unknown' }],
    ['worked and failed at once', 200, { ...accepted, status: 'FAIL' }, { type: 'unknown' }],
    ['is an invalid parameter, which may be a repeat', 400, { status: 'FAIL', code: '400001' }, { type: 'unknown' }],
    ['refuses the signature', 400, { status: 'FAIL', code: '400002' }, { type: 'rejected', reason: 'auth' }],
    ['refuses the time', 200, { status: 'FAIL', code: '400003' }, { type: 'rejected', reason: 'config' }],
    ['refuses the signature, but breaks', 500, { status: 'FAIL', code: '400002' }, { type: 'unknown' }],
    ['has a code nobody documented', 400, { status: 'FAIL', code: '987654' }, { type: 'unknown' }],
    ['is a rate limit', 429, {}, { type: 'throttled' }],
  ])('%s', async (_name, status, body, expected) => {
    expect(await toAdapter(await answerWith(body, status)).submit({ reference, wire }, signal)).toMatchObject(expected)
  })

  test('where a request may be a repeat, not even a signature is final', async () => {
    const adapter = toAdapter(await answerWith({ status: 'FAIL', code: '400002' }, 400), { repeat: 'refused' })
    expect(await adapter.submit({ reference, wire }, signal)).toMatchObject({ type: 'unknown' })
  })
})

describe('an answer to a query', () => {
  const target = { reference, sentAt: 0, succeeded: false }
  const batch = { requestId: reference, batchStatus: 'SUCCESS', currency: 'USDT', totalPaidAmount: '12.345678' }
  const worked = (data: object) => ({ status: 'SUCCESS', code: '000000', data })
  test.each([
    ['paid', worked(batch), { type: 'found', status: 'SUCCEEDED', amount: intent.amount }],
    ['paid less', worked({ ...batch, totalPaidAmount: 1 }), { type: 'found', amount: { value: 1_000_000n, currency: 'USDT' } }],
    ['paid, without an amount', worked({ ...batch, totalPaidAmount: null }), { type: 'unknown' }],
    ['paid too finely', worked({ ...batch, totalPaidAmount: 1.2345678 }), { type: 'unknown' }],
    ['waits', worked({ ...batch, batchStatus: 'PART_SUCCESS', totalAmount: 1 }), { type: 'found', status: 'PENDING' }],
    ['of another request', worked({ ...batch, requestId: 'pn1' }), { type: 'unknown' }],
    [
      'a recipient, with no request to compare',
      worked({ ...batch, transferDetailList: [{ receiver: 1 }] }),
      { destinationMatches: undefined },
    ],
    ['a strange status', worked({ ...batch, batchStatus: 'toString' }), { type: 'unknown' }],
    ['an unknown error', { status: 'FAIL', code: '400000' }, { type: 'unknown' }],
    ['a bad signature', { status: 'FAIL', code: '400002' }, { type: 'unknown' }],
    ['any other refusal', { status: 'FAIL', code: '123456' }, { type: 'notFound', authoritative: false }],
  ])('%s', async (_name, body, expected) => {
    expect(await toAdapter(await answerWith(body)).query(target, signal)).toMatchObject(expected)
  })

  test('is compared with the recorded request', async () => {
    const sent = { totalAmount: 12.345678, transferDetailList: [{ receiveType: 'BINANCE_ID', receiver: '36072162' }] }
    const prepared = { reference, wire: { method: 'POST', path: '/x', body: JSON.stringify({ requestId: reference, ...sent }) } } as const
    const other = { ...batch, transferDetailList: [{ receiveType: 'BINANCE_ID', receiver: '36072163' }] }
    const ask = async (data: object) => toAdapter(await answerWith(worked(data))).query({ ...target, prepared }, signal)
    expect(await ask(other)).toMatchObject({ type: 'found', destinationMatches: false })
    expect(await ask({ batchStatus: 'PROCESSING' })).toMatchObject({ type: 'found', status: 'PENDING', amount: intent.amount })
  })

  test('"not found" is final only for the codes of an operator who knows', async () => {
    const adapter = toAdapter(await answerWith({ status: 'FAIL', code: '123456' }), { notFound: 'final', notFoundCodes: ['123456'] })
    expect(await adapter.query(target, signal)).toMatchObject({ type: 'notFound', authoritative: true })
    expect(adapter.capabilities.notFoundAuthoritative).toBe(true)
    expect(toAdapter('http://127.0.0.1:1', { notFound: 'final' }).capabilities.notFoundAuthoritative).toBe(false)
  })
})

test.each([
  ['FAILED', false, 'FAILED'],
  ['FAILED', true, 'RETURNED'],
  ['CANCELED', false, 'CANCELLED'],
  ['CANCELED', true, 'RETURNED'],
  ['PART_SUCCESS', false, 'PENDING'],
  ['CANCELLED', false, undefined],
])('%s after success %s is %s', (status, succeeded, expected) => {
  expect(toStatus(status, succeeded)?.status).toBe(expected)
})

describe('notices', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const certPublic = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const body = `{"bizType":"PAYOUT","bizId":29383937493038367292,"bizIdStr":"29383937493038367292","bizStatus":"SUCCESS","data":${JSON.stringify(JSON.stringify({ requestId: reference }))}}`
  const toNotice = (text: string, serial = 'sn1') => ({
    method: 'POST',
    path: '/psp/USDT/binance',
    headers: {
      'binancepay-timestamp': '1700000000000',
      'binancepay-nonce': 'n'.repeat(32),
      'binancepay-certificate-sn': serial,
      'binancepay-signature': sign('sha256', Buffer.from(`1700000000000\n${'n'.repeat(32)}\n${text}\n`), privateKey).toString('base64'),
    },
    raw: Buffer.from(text),
  })
  const serveKeys = (pem: string) => answerWith({ status: 'SUCCESS', code: '000000', data: [{ certSerial: 'sn1', certPublic: pem }] })

  test.each([
    ['as PEM', certPublic],
    ['as base64 alone', certPublic.replace(/-----[A-Z ]+-----|\n/g, '')],
  ])('a signature by a listed key (%s) is believed, once', async (_name, pem) => {
    const adapter = toAdapter(await serveKeys(pem))
    const expected = { type: 'event', reference, dedupeKey: 'PAYOUT:29383937493038367292:SUCCESS', ack: { status: 200 } }
    expect(await adapter.webhook(toNotice(body), signal)).toMatchObject(expected)
    expect(await adapter.webhook(toNotice(body), signal)).toMatchObject(expected)
  })

  test('what was changed, unsigned or signed by others is refused', async () => {
    const adapter = toAdapter(await serveKeys(certPublic))
    const notice = toNotice(body)
    const refused = { type: 'rejected', ack: { status: 401 } }
    expect(await adapter.webhook({ ...notice, raw: Buffer.from(`${body} `) }, signal)).toMatchObject(refused)
    expect(await adapter.webhook({ ...notice, headers: {} }, signal)).toMatchObject(refused)
    expect(await adapter.webhook(toNotice(body, 'sn2'), signal)).toMatchObject(refused)
    expect(await adapter.webhook({ ...notice, method: 'GET' }, signal)).toMatchObject({ type: 'rejected', ack: { status: 405 } })
    expect(await adapter.webhook(toNotice('{}'), signal)).toMatchObject({ type: 'rejected', ack: { status: 400 } })
    expect(await adapter.webhook(toNotice(body.replace('PAYOUT', 'PAY')), signal)).toMatchObject({
      type: 'challenge',
      ack: { status: 200 },
    })
  })

  test('serials that are new do not make it ask for each', async () => {
    let asked = 0
    const url = await serve((_request, response) => {
      asked += 1
      response.end(JSON.stringify({ status: 'SUCCESS', code: '000000', data: [] }))
    })
    const adapter = toAdapter(url)
    for (const serial of ['a', 'b', 'c']) await adapter.webhook(toNotice(body, serial), signal)
    expect(asked).toBe(1)
  })

  test('without the certificates it has to come again', async () => {
    expect(await toAdapter(await answerWith({}, 500)).webhook(toNotice(body), signal)).toMatchObject({
      type: 'rejected',
      ack: { status: 503 },
    })
  })
})
