/** Circle's adapter: what leaves it, what it makes of answers, and whose notices it believes. */

import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { startCircleSimulator } from '../../../simulators/circle/startCircleSimulator.ts'
import type { PayoutIntent } from '../../psp.ts'
import { isIban } from '../../rails/isIban.ts'
import { closers, reference, serve, signal } from '../adapter.fixture.ts'
import { type CircleOptions, createCircleAdapter } from './createCircleAdapter.ts'
import { toKey, toStatus } from './mapping.ts'
import { toSignedText } from './verifySns.ts'

const apiKey = 'SAND_API_KEY:paynode'
const topicArn = 'arn:aws:sns:us-east-1:123456789012:payouts'
const bank = 'b8627ae8-732b-4d25-b947-1df8f4007a29'
const iban = 'DE89370400440532013000'
const intent: PayoutIntent = {
  reference,
  amount: { value: 150_050n, currency: 'USD' },
  recipient: { corridor: 'USD/wire', account: bank },
  memo: reference,
}
const address = '0x8381470ED67C3802402dbbFa0058E8871F017A6F'
const coins: PayoutIntent = {
  ...intent,
  amount: { value: 12_340_000n, currency: 'USDC' },
  recipient: { corridor: 'USDC/onchain', institution: 'BASE', account: address },
}
const toAdapter = (baseUrl: string, more: Partial<CircleOptions> = {}) =>
  createCircleAdapter({
    id: 'circle:t',
    baseUrl,
    apiKey,
    mode: 'sandbox',
    product: 'bank',
    timeoutMs: 1_000,
    clock: systemClock,
    topicArn,
    linkedBanks: { [iban]: bank },
    ...more,
  })

describe.each([
  [
    'a bank',
    'bank',
    intent,
    { idempotencyKey: toKey(reference), destination: { type: 'wire', id: bank }, amount: { amount: '1500.50', currency: 'USD' } },
  ],
  [
    'an IBAN',
    'bank',
    { ...intent, amount: { value: 5n, currency: 'EUR' }, recipient: { corridor: 'EUR/sepa', account: iban } },
    { destination: { type: 'sepa', id: bank }, amount: { amount: '0.05', currency: 'EUR' } },
  ],
  [
    'an address',
    'onchain',
    coins,
    { destination: { type: 'address_book', id: expect.any(String) }, amount: { amount: '12.34', currency: 'USD' } },
  ],
] as const)('to %s', (_name, product, payout, body) => {
  test('pays once, replays, and finds it by the id that came back', async () => {
    const simulator = await startCircleSimulator({ apiKey, balance: 1_000_000n })
    closers.push(simulator.close)
    const adapter = toAdapter(simulator.url, { product })
    expect(adapter.validate(payout)).toEqual([])
    const [first, second] = [await adapter.prepare(payout, signal), await adapter.prepare(payout, signal)]
    expect(second).toEqual(first)
    if (first.type !== 'prepared') throw new Error(first.type)
    const sent = JSON.parse(first.prepared.wire.body)
    expect(sent).toMatchObject(body)
    expect(Object.keys(sent)).toEqual(['idempotencyKey', 'destination', 'amount'])
    const target = { reference, sentAt: 0, succeeded: false, prepared: first.prepared }
    expect(await adapter.query(target, signal)).toMatchObject({ type: 'lost' })
    const accepted = await adapter.submit(first.prepared, signal)
    expect(accepted).toMatchObject({ type: 'accepted', status: 'PENDING' })
    const pspId = accepted.type === 'accepted' ? accepted.pspId : undefined
    expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'accepted', pspId })
    await expect
      .poll(() => adapter.query({ ...target, pspId }, signal), { interval: 10 })
      .toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: payout.amount, destinationMatches: true })
    expect(simulator.book.payouts()).toHaveLength(1)
    const other = {
      ...first.prepared,
      wire: { ...first.prepared.wire, body: first.prepared.wire.body.replace('"amount":"', '"amount":"1') },
    }
    expect(await adapter.submit(other, signal)).toMatchObject({ type: 'duplicate', evidence: { code: '1083' } })
  })
})

test('a dollar and a dollar coin are one balance', async () => {
  const simulator = await startCircleSimulator({ apiKey, balance: 1_000_000n })
  closers.push(simulator.close)
  expect(await toAdapter(simulator.url).balance('USD', signal)).toEqual({
    type: 'available',
    amount: { value: 1_000_000n, currency: 'USD' },
  })
  const balance = await toAdapter(simulator.url, { product: 'onchain' }).balance('USDC', signal)
  expect(balance).toEqual({ type: 'available', amount: { value: 10_000_000_000n, currency: 'USDC' } })
})

describe('is refused before the network', () => {
  test.each([
    ['a live key at another host', { mode: 'live', apiKey: 'LIVE_API_KEY:x' }, 'may only go to api.circle.com'],
    ['the live host in sandbox mode', { baseUrl: 'https://api.circle.com' }, 'live host'],
    ['a live key in sandbox mode', { apiKey: 'LIVE_API_KEY:x' }, 'not a sandbox key'],
    ['a sandbox key in live mode', { mode: 'live', baseUrl: 'https://api.circle.com' }, 'not a live key'],
    ['plain http elsewhere', { baseUrl: 'http://example.com' }, 'must be https'],
  ] as const)('%s', (_name, more, message) => {
    expect(() => toAdapter('http://127.0.0.1:1', more)).toThrow(message)
  })

  test.each([
    ['nothing', intent, { amount: { value: 0n, currency: 'USD' } }, 'amount'],
    ['below the limit', intent, { amount: { value: 99n, currency: 'USD' } }, 'amount'],
    ['another currency', intent, { amount: { value: 100n, currency: 'EUR' } }, 'currency'],
    ['an IBAN that is not linked', intent, { recipient: { corridor: 'USD/wire', account: 'GB82WEST12345698765432' } }, 'destination'],
    ['another rail', intent, { recipient: coins.recipient }, 'destination'],
    ['more decimal places than Circle shows', coins, { amount: { value: 12_345_678n, currency: 'USDC' } }, 'amount'],
    ['a chain nobody listed', coins, { recipient: { ...coins.recipient, institution: 'SOL' } }, 'destination'],
  ] as const)('%s', (_name, base, change, code) => {
    const product = base === coins ? 'onchain' : 'bank'
    const issues = toAdapter('http://127.0.0.1:1', { product, limits: { min: 100n } }).validate({ ...base, ...change } as PayoutIntent)
    expect(issues).toContainEqual(expect.objectContaining({ severity: 'error', code }))
  })

  test('check digits that do not fit only warn', () => {
    const account = 'DE89370400440532013431'
    const adapter = toAdapter('http://127.0.0.1:1', { linkedBanks: { [account]: bank } })
    const recipient = { corridor: 'EUR/sepa', account } as const
    expect(adapter.validate({ ...intent, amount: { value: 1n, currency: 'EUR' }, recipient })).toMatchObject([{ severity: 'warning' }])
    expect(['GB82WEST12345698765432', iban, account, 'GB82 WEST'].map(isIban)).toEqual([true, true, false, false])
  })
})

describe('an answer to a payout', () => {
  const payout = { id: bank, status: 'pending', amount: { amount: '1.00', currency: 'USD' }, destination: { type: 'wire', id: bank } }
  test.each([
    ['accepted', 201, { data: payout }, { type: 'accepted', status: 'PENDING', pspId: bank }],
    ['goes elsewhere', 201, { data: { ...payout, destination: { type: 'wire', id: apiKey } } }, { type: 'unknown' }],
    ['has a strange status', 201, { data: { ...payout, status: 'odd' } }, { type: 'unknown' }],
    ['says failure with 200', 200, { code: 2, message: 'no' }, { type: 'unknown' }],
    ['has another body under the key', 409, { code: 1083, message: 'used' }, { type: 'duplicate' }],
    ['is invalid, which may be a repeat', 400, { code: 2, message: 'invalid' }, { type: 'unknown' }],
    ['refuses the key, which may be a repeat', 401, { code: 401, message: 'no' }, { type: 'unknown' }],
    ['is broken', 500, { code: 2 }, { type: 'unknown' }],
    ['is a rate limit', 429, { code: 429 }, { type: 'throttled' }],
  ])('%s', async (_name, status, body, expected) => {
    const url = await serve((_request, response) => response.writeHead(status).end(JSON.stringify(body)))
    const prepared = { reference, recipientRef: bank, wire: { method: 'POST', path: '/v1/payouts', body: '{}' } } as const
    expect(await toAdapter(url).submit(prepared, signal)).toMatchObject(expected)
    if (status !== 400) return
    const adapter = toAdapter(url, { definitiveCodes: { 2: 'config' } })
    expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'rejected', reason: 'config' })
  })

  test.each([
    ['a bank that failed', { data: { id: bank, status: 'failed' } }, 200, { type: 'rejected', reason: 'bad_destination' }],
    ['a bank that is being linked', { data: { id: bank, status: 'pending' } }, 200, { type: 'unavailable' }],
    ['a bank that takes no wires', { data: { id: bank, status: 'complete', transferTypesInfo: { sepa: {} } } }, 200, { type: 'rejected' }],
    ['another bank', { data: { id: apiKey, status: 'complete' } }, 200, { type: 'unavailable' }],
    ['no such bank', { code: 404, message: 'no' }, 404, { type: 'rejected', reason: 'bad_destination' }],
    ['a page', 'x', 502, { type: 'unavailable' }],
  ])('%s is not paid', async (_name, body, status, expected) => {
    const url = await serve((_request, response) => response.writeHead(status).end(JSON.stringify(body)))
    expect(await toAdapter(url).prepare(intent, signal)).toMatchObject(expected)
  })
})

test.each([
  [{ status: 'pending', errorCode: 'insufficient_funds', return: { status: 'complete' } }, false, 'PENDING'],
  [{ status: 'complete', errorCode: 'transaction_denied' }, false, 'SUCCEEDED'],
  [{ status: 'complete', return: { status: 'pending' } }, true, 'SUCCEEDED'],
  [{ status: 'complete', return: { status: 'complete' } }, true, 'RETURNED'],
  [{ status: 'failed', errorCode: 'transaction_returned', return: { status: 'pending' } }, false, 'PENDING'],
  [{ status: 'failed', errorCode: 'transaction_returned', return: { status: 'failed' } }, false, 'NEEDS_ACTION'],
  [{ status: 'failed', errorCode: 'transaction_returned', return: { status: 'complete' } }, true, 'RETURNED'],
  [{ status: 'failed', errorCode: 'transaction_returned' }, false, 'FAILED'],
  [{ status: 'failed' }, true, 'RETURNED'],
  [{ status: 'toString' }, false, undefined],
])('%j after success %s is %s', (payout, succeeded, expected) => {
  expect(toStatus(payout, succeeded)?.status).toBe(expected)
})

test('keys are UUIDs of version 4, and differ where references differ', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (left, right) => {
      expect(toKey(left)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      return (toKey(left) === toKey(right)) === (left === right)
    }),
  )
})

describe('notices', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const payout = { id: bank, status: 'complete' }
  const toNotice = (baseUrl: string, change: object = {}, version: '1' | '2' = '2') => {
    const plain = {
      Type: 'Notification' as const,
      MessageId: 'm1',
      TopicArn: topicArn,
      Message: JSON.stringify({ clientId: bank, notificationType: 'payouts', version: 1, payout }),
      Timestamp: '2026-11-23T00:00:00.000Z',
      SubscribeURL: undefined as string | undefined,
      ...change,
    }
    const Signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(toSignedText(plain)), privateKey).toString('base64')
    return { ...plain, SignatureVersion: version, Signature, SigningCertURL: `${baseUrl}/key.pem` }
  }
  const take = (adapter: ReturnType<typeof toAdapter>, body: object, method = 'POST') =>
    adapter.webhook({ method, path: '/psp/USD/wire', headers: {}, raw: Buffer.from(JSON.stringify(body)) }, signal)
  const visits: string[] = []
  const serveKey = () =>
    serve((request, response) => {
      visits.push(request.url ?? '')
      response.end(publicKey.export({ type: 'spki', format: 'pem' }))
    })

  test.each(['1', '2'] as const)('a signature of version %s is believed, and its key fetched once', async (version) => {
    const url = await serveKey()
    visits.length = 0
    const adapter = toAdapter(url)
    const expected = { type: 'event', dedupeKey: 'm1', pspId: bank, hint: 'SUCCEEDED', ack: { status: 200 } }
    expect(await take(adapter, toNotice(url, {}, version))).toEqual(expected)
    expect(await take(adapter, toNotice(url, {}, version))).toEqual(expected)
    expect(visits).toEqual(['/key.pem'])
    expect(await take(adapter, {}, 'HEAD')).toMatchObject({ type: 'challenge' })
  })

  test('a return names the payout that it undoes', async () => {
    const url = await serveKey()
    const Message = JSON.stringify({ notificationType: 'returns', return: { payoutId: bank } })
    expect(await take(toAdapter(url), toNotice(url, { Message }))).toMatchObject({ type: 'event', pspId: bank })
  })

  test('what was changed, or is of another topic, is refused', async () => {
    const url = await serveKey()
    const adapter = toAdapter(url)
    const notice = toNotice(url)
    expect(await take(adapter, { ...notice, MessageId: 'm2' })).toMatchObject({ type: 'rejected', ack: { status: 401 } })
    expect(await take(adapter, { ...notice, Subject: 'x' })).toMatchObject({ type: 'rejected', ack: { status: 401 } })
    expect(await take(adapter, toNotice(url, { TopicArn: `${topicArn}2` }))).toMatchObject({ type: 'rejected', reason: 'another topic' })
    expect(await take(toAdapter(url, { topicArn: undefined }), notice)).toMatchObject({ type: 'rejected', ack: { status: 403 } })
    expect(await take(adapter, { Type: 'Notification' })).toMatchObject({ type: 'rejected', ack: { status: 400 } })
  })

  test.each([
    'https://sns.us-east-1.amazonaws.com.evil.example/key.pem',
    'https://evil.example/sns.us-east-1.amazonaws.com/key.pem',
    'http://sns.us-east-1.amazonaws.com/key.pem',
    'https://sns.us-east-1.amazonaws.com:8443/key.pem',
    'https://a:b@sns.us-east-1.amazonaws.com/key.pem',
    'https://s3.us-east-1.amazonaws.com/key.pem',
    'https://sns.us-east-1.amazonaws.com/key.txt',
    'http://127.0.0.1:1/key.pem',
    'not a url',
  ])('no certificate is fetched from %s', async (SigningCertURL) => {
    const url = await serveKey()
    expect(await take(toAdapter(url), { ...toNotice(url), SigningCertURL })).toMatchObject({ type: 'rejected', ack: { status: 401 } })
  })

  test('a subscription is confirmed where AWS is, and nowhere else', async () => {
    const url = await serveKey()
    visits.length = 0
    const confirm = (SubscribeURL: string) => toNotice(url, { Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL })
    expect(await take(toAdapter(url), confirm(`${url}/?Action=ConfirmSubscription`))).toMatchObject({ type: 'challenge' })
    expect(visits).toEqual(['/key.pem', '/?Action=ConfirmSubscription'])
    expect(await take(toAdapter(url), confirm('http://169.254.169.254/'))).toMatchObject({ type: 'rejected', ack: { status: 503 } })
  })

  test('without the certificate it has to come again', async () => {
    const url = await serve((_request, response) => response.writeHead(500).end())
    expect(await take(toAdapter(url), toNotice(url))).toMatchObject({ type: 'rejected', ack: { status: 503 } })
  })
})
