import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { createVirtualClock } from '../../../runtime/createVirtualClock.ts'
import { startMpesaSimulator } from '../../../simulators/mpesa/startMpesaSimulator.ts'
import type { PayoutIntent, PayoutTarget, PspAdapter } from '../../psp.ts'
import { closers, reference, serve, signal } from '../adapter.fixture.ts'
import { createMpesaAdapter, type MpesaOptions } from './createMpesaAdapter.ts'
import { toSeconds, toUtilityBalance } from './mapping.ts'
import { toCallbackUrl } from './readWebhook.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const account = {
  consumerKey: 'consumer-key',
  consumerSecret: 'consumer-secret',
  shortcode: '600987',
  initiatorName: 'paynode',
  initiatorPassword: 'Secret#1',
}
const callbackSecret = 'callback-secret-callback-secret-00'
const intent: PayoutIntent = {
  reference,
  amount: { value: 150_000n, currency: 'KES' },
  recipient: { corridor: 'KES/mpesa', account: '254708374149' },
  memo: reference,
}
const target: PayoutTarget = { reference, sentAt: 0, succeeded: false }
const toAdapter = (baseUrl: string, more: Partial<MpesaOptions> = {}) =>
  createMpesaAdapter({
    ...account,
    id: 'mpesa:t',
    baseUrl,
    mode: 'sandbox',
    certificate: publicKey,
    callbackUrl: 'https://provider.example/hooks',
    callbackSecret,
    timeoutMs: 1_000,
    clock: systemClock,
    ...more,
  })

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
/** A vendor with one answer to every command. */
const serveAnswer = async (status: number, body: unknown) => {
  const seen: { readonly tokens: number[]; readonly bodies: Record<string, string>[] } = { tokens: [], bodies: [] }
  const url = await serve(async (request, response) => {
    const raw = await readBody(request)
    if (request.url?.startsWith('/oauth/')) {
      seen.tokens.push(1)
      return void response.end('{"access_token":"tok","expires_in":"3599"}')
    }
    seen.bodies.push(JSON.parse(raw.toString()))
    response.writeHead(status).end(JSON.stringify(body))
  })
  return { url, seen }
}
const prepare = async (adapter: PspAdapter) => {
  const result = await adapter.prepare(intent, signal)
  if (result.type !== 'prepared') throw new Error(result.type)
  return result.prepared
}
const post = (path: string, body: unknown) => ({
  method: 'POST',
  path,
  headers: {},
  raw: new TextEncoder().encode(JSON.stringify(body)),
})
const toResult = (code: string | number, parameters: readonly object[] = [], originator: string = reference) => ({
  Result: {
    ResultCode: code,
    OriginatorConversationID: originator,
    ConversationID: 'AG_1',
    TransactionID: 'T1',
    ResultParameters: { ResultParameter: parameters },
  },
})
const accepted = { ConversationID: 'AG_1', OriginatorConversationID: reference, ResponseCode: '0', ResponseDescription: 'ok' }

test('pays, asks and is answered by callback, reads the balance', async () => {
  let adapter: PspAdapter | undefined
  const kinds: string[] = []
  const callbackUrl = `${await serve(async (request, response) => {
    const raw = await readBody(request)
    kinds.push(request.url?.split('/')[3] ?? '')
    const result = await adapter?.webhook({ method: 'POST', path: request.url ?? '', headers: {}, raw }, signal)
    response.writeHead(result?.ack.status ?? 500).end(result?.ack.body)
  })}/psp/hook`
  const simulator = await startMpesaSimulator({ ...account, privateKey, balance: 200_000n })
  closers.push(simulator.close)
  adapter = toAdapter(simulator.url, { callbackUrl })
  expect(await adapter.balance('KES', signal)).toEqual({ type: 'deferred' })
  await expect
    .poll(() => adapter?.balance('KES', signal), { interval: 10 })
    .toMatchObject({ type: 'available', amount: { value: 200_000n, currency: 'KES', readAt: expect.any(Number) } })
  expect(simulator.count('balance')).toBe(1)
  const [prepared, again] = [await prepare(adapter), await prepare(adapter)]
  expect(prepared).toEqual(again)
  expect(JSON.parse(prepared.wire.body)).toEqual({
    OriginatorConversationID: reference,
    InitiatorName: 'paynode',
    CommandID: 'BusinessPayment',
    Amount: '1500',
    PartyA: '600987',
    PartyB: '254708374149',
    Remarks: reference,
    Occassion: reference,
  })
  expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'accepted', status: 'SUBMITTED' })
  expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'duplicate' })
  expect(await adapter.query({ ...target, prepared }, signal)).toMatchObject({ type: 'deferred' })
  await expect
    .poll(() => adapter?.query({ ...target, prepared }, signal), { interval: 10, timeout: 5_000 })
    .toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: true, paidAt: expect.any(Number) })
  expect(kinds).toContain('payout')
  expect(kinds).toContain('status')
  expect(simulator.count('token')).toBe(1)
})

test('one token for many, an encrypted password in every command, none of it in what is kept', async () => {
  const { url, seen } = await serveAnswer(200, accepted)
  const adapter = toAdapter(url)
  const wire = { method: 'POST', path: '/mpesa/b2c/v3/paymentrequest', body: '{"Amount":"10"}' } as const
  await Promise.all(Array.from({ length: 4 }, () => adapter.submit({ reference, wire }, signal)))
  expect(seen.tokens).toHaveLength(1)
  const credentials = seen.bodies.map(({ SecurityCredential = '' }) => SecurityCredential)
  expect(new Set(credentials).size).toBe(4)
  for (const text of credentials)
    expect(privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text, 'base64')).toString()).toBe(
      'Secret#1',
    )
  expect(JSON.stringify(await prepare(adapter))).not.toMatch(/Secret|SecurityCredential|hooks|consumer/)
})

describe('is refused before the network', () => {
  test.each([
    ['the live host in sandbox mode', { baseUrl: 'https://api.safaricom.co.ke' }, 'the mode is sandbox'],
    ['live credentials elsewhere', { mode: 'live' }, 'may only go to'],
    ['callbacks in the clear', { callbackUrl: 'http://provider.example/x' }, 'must be https'],
    ['a short callback secret', { callbackSecret: 'short' }, 'at least 32'],
    ['no certificate', { certificate: 'none' }, ''],
  ] as const)('%s', (_name, more, message) => {
    expect(() => toAdapter('http://127.0.0.1:1', more)).toThrow(message)
  })
  test.each([
    ['half a shilling', { amount: { value: 1_050n, currency: 'KES' } }, 'amount'],
    ['below the minimum', { amount: { value: 900n, currency: 'KES' } }, 'amount'],
    ['above the maximum', { amount: { value: 25_000_100n, currency: 'KES' } }, 'amount'],
    ['another currency', { amount: { value: 1_000n, currency: 'NGN' } }, 'currency'],
    ['another country', { recipient: { ...intent.recipient, account: '255708374149' } }, 'destination'],
    ['a local number', { recipient: { ...intent.recipient, account: '0708374149' } }, 'destination'],
    ['a long reference', { reference: `pn${'a'.repeat(40)}` }, 'reference'],
  ])('%s', (_name, change, code) => {
    const adapter = toAdapter('http://127.0.0.1:1')
    expect(adapter.validate(intent)).toEqual([])
    expect(adapter.validate({ ...intent, memo: '' })).toEqual([]) // as before a claim
    const issues = adapter.validate({ ...intent, ...change } as PayoutIntent)
    expect(issues).toContainEqual(expect.objectContaining({ severity: 'error', code }))
  })
})

describe('an answer to a payment', () => {
  const error = (errorCode: string) => ({ requestId: '1', errorCode, errorMessage: 'x' })
  test.each([
    ['accepted', 200, accepted, { type: 'accepted', pspId: 'AG_1' }],
    ['says failure with 200', 200, { ...accepted, ResponseCode: '1' }, { type: 'unknown' }],
    ['is about another', 200, { ...accepted, OriginatorConversationID: 'other' }, { type: 'unknown' }],
    ['knows the reference', 500, error('500.002.1001'), { type: 'duplicate' }],
    ['failed inside', 500, error('500.003.1001'), { type: 'unknown' }],
    ['is a spike arrest', 500, error('500.003.02'), { type: 'throttled' }],
    ['refuses a field', 400, error('400.002.02'), { type: 'rejected', reason: 'config' }],
    ['refuses a field, but breaks', 500, error('400.002.02'), { type: 'unknown' }],
    ['refuses the token', 401, error('401.002.01'), { type: 'rejected', reason: 'auth' }],
    ['has a code nobody documented', 400, error('499.1'), { type: 'unknown' }],
    ['is no object', 200, 'fine', { type: 'unknown' }],
  ])('%s', async (_name, status, body, expected) => {
    const adapter = toAdapter((await serveAnswer(status, body)).url)
    expect(await adapter.submit(await prepare(adapter), signal)).toMatchObject(expected)
  })
})

describe('a status answer', () => {
  const shown = (word: string, more: readonly object[] = []) => [
    { Key: 'TransactionReason' },
    { Key: 'DebitPartyName', Value: '600987 - SHOP' },
    { Key: 'DebitPartyName', Value: '254708374149 - ADA' },
    { Key: 'OriginatorConversationID', Value: reference },
    { Key: 'TransactionStatus', Value: word },
    { Key: 'Amount', Value: '1500.00' },
    { Key: 'FinalisedTime', Value: 20_240_706_224_852 },
    ...more,
  ]
  const other = shown('Completed').filter((item) => !('Value' in item && item.Value === '254708374149 - ADA'))
  const ask = async (body: unknown, more: Partial<MpesaOptions> = {}, before: readonly object[] = []) => {
    const { url, seen } = await serveAnswer(200, accepted)
    const adapter = toAdapter(url, more)
    const prepared = await prepare(adapter)
    for (const result of before) await adapter.webhook(post(toCallbackUrl('', callbackSecret, 'payout', reference), result), signal)
    expect(await adapter.query({ ...target, prepared }, signal)).toMatchObject({ type: 'deferred' })
    expect(await adapter.query({ ...target, prepared }, signal)).toMatchObject({ type: 'deferred' })
    expect(seen.bodies).toHaveLength(1)
    const path = new URL(seen.bodies[0]?.ResultURL ?? '').pathname
    expect(await adapter.webhook(post(path, body), signal)).toMatchObject({ type: 'event', reference })
    expect(await adapter.webhook(post(path, body), signal)).toMatchObject({ type: 'challenge' })
    return adapter.query({ ...target, prepared }, signal)
  }
  test.each([
    ['completed', toResult(0, shown('Completed')), { type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: true }],
    ['initiated', toResult('0', shown('Initiated')), { type: 'found', status: 'PENDING' }],
    ['cancelled', toResult('0', shown('Cancelled')), { type: 'found', status: 'CANCELLED' }],
    ['declined', toResult('0', shown('Declined')), { type: 'found', status: 'FAILED' }],
    ['a word never seen', toResult(0, shown('Prototype')), { type: 'unknown', evidence: { code: 'strangeStatus' } }],
    ['a word of JavaScript', toResult(0, shown('constructor')), { type: 'unknown' }],
    ['no amount', toResult(0, shown('Completed').slice(0, 5)), { type: 'unknown', evidence: { code: 'unreadable' } }],
    ['another payout', toResult(0, [{ Key: 'OriginatorConversationID', Value: 'x' }, ...shown('Completed')]), { type: 'unknown' }],
    ['another number', toResult(0, [...other, { Key: 'CreditPartyName', Value: '254700000000 - X' }]), { destinationMatches: false }],
    ['no number', toResult(0, other), { type: 'found', status: 'SUCCEEDED', destinationMatches: undefined }],
    ['a busy vendor', toResult(26), { type: 'unknown' }],
    ['no such payout', toResult('X1'), { type: 'notFound', authoritative: false }],
  ])('%s', async (_name, body, expected) => {
    expect(await ask(body)).toMatchObject(expected)
  })
  test('proves that there is no payout only by codes that the vendor has confirmed', async () => {
    const confirmed = { notFound: 'final', notFoundCodes: ['X1'] } as const
    expect(await ask(toResult('X1'), confirmed)).toMatchObject({ type: 'notFound', authoritative: true })
    expect(await ask(toResult('X2'), confirmed)).toMatchObject({ type: 'notFound', authoritative: false })
  })
  test("a payout's own failure counts only where the operator says so, and never against the query", async () => {
    const failed = [toResult(2040)]
    expect(await ask(toResult('X1'), {}, failed)).toMatchObject({ type: 'notFound' })
    const final = { failedResult: 'final' } as const
    expect(await ask(toResult('X1'), final, failed)).toMatchObject({ type: 'found', status: 'FAILED', reason: 'bad_destination' })
    expect(await ask(toResult('X1'), final, [toResult(17)])).toMatchObject({ type: 'notFound' })
    expect(await ask(toResult(0, shown('Completed')), final, failed)).toMatchObject({ type: 'found', status: 'SUCCEEDED' })
  })
})

describe('a callback', () => {
  const path = toCallbackUrl('', callbackSecret, 'payout', reference)
  const adapter = toAdapter('http://127.0.0.1:1')
  test('at its own path is read, numbers or text', async () => {
    expect(await adapter.webhook(post(path, toResult(0)), signal)).toMatchObject({ type: 'event', reference, hint: 'SUCCEEDED' })
    expect(await adapter.webhook(post(path, toResult('SFC_IC0003')), signal)).toMatchObject({ type: 'event', hint: 'FAILED' })
    expect(await adapter.webhook(post(path, toResult(17)), signal)).toMatchObject({ type: 'event', hint: undefined })
    const late = toCallbackUrl('', callbackSecret, 'payoutTimeout', reference)
    expect(await adapter.webhook(post(late, {}), signal)).toMatchObject({ type: 'event', hint: undefined })
  })
  test.each([
    ['another token', path.replace(/.$/, path.endsWith('0') ? '1' : '0'), toResult(0)],
    ['the token of another kind', path.replace('/payout/', '/status/'), toResult(0)],
    ['the token of another secret', toCallbackUrl('', 'x'.repeat(32), 'payout', reference), toResult(0)],
    ['no token', `/payout/${reference}`, toResult(0)],
    ['a result of another payout', path, toResult(0, [], 'other')],
    ['no result', path, { Result: {} }],
  ])('with %s is refused', async (_name, where, body) => {
    expect(await adapter.webhook(post(where, body), signal)).toMatchObject({ type: 'rejected' })
  })
  test('that refuses the credential stops every command for a while', async () => {
    const clock = createVirtualClock(1_800_000_000_000)
    const { url, seen } = await serveAnswer(200, accepted)
    const careful = toAdapter(url, { clock })
    const prepared = await prepare(careful)
    await careful.webhook(post(path, toResult('8006')), signal)
    expect(await careful.prepare(intent, signal)).toMatchObject({ type: 'unavailable', retryAt: clock.now() + 900_000 })
    expect(await careful.submit(prepared, signal)).toMatchObject({ type: 'throttled', retryAt: clock.now() + 900_000 })
    expect(await careful.query(target, signal)).toMatchObject({ type: 'unknown', retryAt: clock.now() + 900_000 })
    expect(seen.bodies).toHaveLength(0)
    clock.advance(900_000)
    expect(await careful.submit(prepared, signal)).toMatchObject({ type: 'accepted' })
  })
})

test('reads times as East African and the account that pays alone', () => {
  expect(toSeconds(20_240_706_224_852)).toBe(Date.UTC(2024, 6, 6, 19, 48, 52) / 1_000)
  expect(toSeconds('06.07.2024 22:48:52')).toBeUndefined()
  expect(toUtilityBalance('Working Account|KES|7.00|7.00|0.00|0.00&Utility Account|KES|228037.00|228037.00|0.00|0.00')).toEqual({
    value: 22_803_700n,
    currency: 'KES',
  })
  expect(toUtilityBalance('Utility Account|KES|-5.00|0|0|0')).toBeUndefined()
  expect(toUtilityBalance('Working Account|KES|7.00|7.00|0.00|0.00')).toBeUndefined()
})
