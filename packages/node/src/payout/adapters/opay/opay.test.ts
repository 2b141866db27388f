import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { startOpaySimulator } from '../../../simulators/opay/startOpaySimulator.ts'
import type { PayoutIntent } from '../../psp.ts'
import { closers, nairaIntent as intent, reference, serve, signal } from '../adapter.fixture.ts'
import { createOpayAdapter } from './createOpayAdapter.ts'
import { toStatus } from './mapping.ts'
import { signBody, toSortedJson } from './sign.ts'

const account = { merchantId: '256621051120756', publicKey: 'OPAYPUB-test', secretKey: 'OPAYPRV-test' }
const toAdapter = (baseUrl: string, more: object = {}) =>
  createOpayAdapter({ id: 'opay:t', baseUrl, ...account, mode: 'sandbox', timeoutMs: 1_000, clock: systemClock, ...more })

const answering = (body: unknown, status = 200) =>
  serve((_request, response) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)))
const prepared = { reference, wire: { method: 'POST', path: '/transfer/toBank', body: '{}' } } as const
const target = { reference, sentAt: 0, succeeded: false }

test('the known signature, over sorted keys', () => {
  const body = toSortedJson({
    reference: 'pn-0001',
    receiver: { nameCheck: 'yes', name: 'Ada Obi', bankCode: '011', bankAccountNumber: '0000014579' },
    reason: 'payout',
    currency: 'NGN',
    country: 'NG',
    amount: '10000',
  })
  expect(body).toBe(
    '{"amount":"10000","country":"NG","currency":"NGN","reason":"payout","receiver":{"bankAccountNumber":"0000014579","bankCode":"011","name":"Ada Obi","nameCheck":"yes"},"reference":"pn-0001"}',
  )
  expect(signBody('OPAYPRV-test', body)).toBe(
    'fdf045798d75c3a2432faad8fc188e1b79e91d1d158e4880ec2c24f6ca273f2219776f78f950d3d557417dd04d7f68ecb0502841c3db8df62921c58316c93f8c',
  )
})

test('pays, asks, reads balance and banks', async () => {
  const simulator = await startOpaySimulator({ ...account, balance: 1_000_000n })
  closers.push(simulator.close)
  const adapter = toAdapter(simulator.url)
  expect(await adapter.resolve(intent.recipient, signal)).toEqual({ type: 'name', name: 'ADA OBI' })
  expect(await adapter.query(target, signal)).toMatchObject({ type: 'notFound', authoritative: false })
  const [first, second] = [await adapter.prepare(intent, signal), await adapter.prepare(intent, signal)]
  expect(first).toEqual(second)
  if (first.type !== 'prepared') throw new Error(first.type)
  expect(first.prepared.wire.body).toBe(
    `{"amount":"150050","country":"NG","currency":"NGN","reason":"${reference}","receiver":{"bankAccountNumber":"0000014579","bankCode":"011","name":"ADA OBI","nameCheck":"yes"},"reference":"${reference}"}`,
  )
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'accepted', status: 'SUBMITTED' })
  expect(await adapter.submit(first.prepared, signal)).toMatchObject({ type: 'duplicate' })
  await expect
    .poll(() => adapter.query({ ...target, prepared: first.prepared }, signal), { interval: 10 })
    .toMatchObject({ type: 'found', status: 'SUCCEEDED', amount: intent.amount, destinationMatches: true })
  expect(await adapter.balance('NGN', signal)).toEqual({ type: 'available', amount: { value: 849_950n, currency: 'NGN' } })
  expect(await adapter.institutions('NG', signal)).toContainEqual({ code: '058', name: 'Guaranty Trust Bank' })
})

test('a body that was changed on its way is not signed', async () => {
  const simulator = await startOpaySimulator(account)
  closers.push(simulator.close)
  const other = toAdapter(simulator.url, { secretKey: 'OPAYPRV-other' })
  const ready = await other.prepare(intent, signal)
  if (ready.type !== 'prepared') throw new Error(ready.type)
  expect(await other.submit(ready.prepared, signal)).toMatchObject({ type: 'unknown', evidence: { code: '02000' } })
  expect(simulator.book.payouts()).toEqual([])
})

describe('is refused before the network', () => {
  test.each([
    ['live keys at this machine', { mode: 'live' }, 'live OPay keys may not go to'],
    ['live keys at a sandbox', { mode: 'live', baseUrl: 'https://sandbox-cashierapi.opayweb.com/api/v3' }, 'live OPay keys may not go to'],
    ['sandbox keys at the live host', { baseUrl: 'https://cashierapi.opayweb.com/api/v3' }, 'needs the mode live'],
    ['plain http elsewhere', { baseUrl: 'http://sandbox-cashierapi.opayweb.com/api/v3' }, 'must be https'],
  ])('%s', (_name, more, message) => {
    expect(() => toAdapter('http://127.0.0.1:1', more)).toThrow(message)
  })

  test.each([
    ['nothing', { amount: { value: 0n, currency: 'NGN' } }, 'amount'],
    ['too much', { amount: { value: 2n ** 60n, currency: 'NGN' } }, 'amount'],
    ['below the limit', { amount: { value: 99n, currency: 'NGN' } }, 'amount'],
    ['another currency', { amount: { value: 100n, currency: 'KES' } }, 'currency'],
    ['a reference with a blank', { reference: 'pn 1' }, 'reference'],
    ['a short account', { recipient: { ...intent.recipient, account: '123' } }, 'destination'],
    ['another rail', { recipient: { corridor: 'KES/mpesa', account: '254712345678' } }, 'destination'],
  ])('%s', (_name, change, code) => {
    const issues = toAdapter('http://127.0.0.1:1', { limits: { min: 100n } }).validate({ ...intent, ...change } as PayoutIntent)
    expect(issues).toContainEqual(expect.objectContaining({ severity: 'error', code }))
  })
})

const data = { reference, orderNo: '20260001', amount: '150050', currency: 'NGN', fee: '10', status: 'INITIAL', failureReason: '' }
const worked = (change: object) => ({ code: '00000', message: 'SUCCESSFUL', data: { ...data, ...change } })
const refused = (code: string) => ({ code, message: 'no', data: null })

describe('an answer to a transfer', () => {
  test.each([
    ['accepted', 200, worked({}), { type: 'accepted', status: 'SUBMITTED', pspId: '20260001' }],
    ['worked as a call and failed as a transfer', 200, worked({ status: 'FAILED' }), { type: 'accepted', status: 'FAILED' }],
    ['is of another reference', 200, worked({ reference: 'other' }), { type: 'unknown' }],
    ['has a strange status', 200, worked({ status: 'ODD' }), { type: 'unknown' }],
    ['knows the reference', 200, refused('02004'), { type: 'duplicate' }],
    ['refuses the merchant', 200, refused('02002'), { type: 'unknown' }],
    ['has a code nobody documented', 200, refused('12345'), { type: 'unknown' }],
    ['is an error of the server', 500, worked({}), { type: 'unknown' }],
    ['is a page', 200, '<h1>hello</h1>', { type: 'unknown' }],
    ['is a rate limit', 429, {}, { type: 'throttled' }],
  ])('%s', async (_name, status, body, expected) => {
    expect(await toAdapter(await answering(body, status)).submit(prepared, signal)).toMatchObject(expected)
  })

  test('a code that the operator knows is final', async () => {
    const adapter = toAdapter(await answering(refused('02002')), { definitiveCodes: { '02002': 'config' } })
    expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'rejected', reason: 'config' })
  })
})

describe('a question', () => {
  test.each([
    ['finds nothing', refused('02006'), {}, { type: 'notFound', authoritative: false }],
    ['finds nothing, and that is known to be final', refused('02006'), { notFound: 'final' }, { type: 'notFound', authoritative: true }],
    ['times out at the vendor', refused('09'), {}, { type: 'unknown' }],
    ['shows a success', worked({ status: 'SUCCESS' }), {}, { type: 'found', status: 'SUCCEEDED', amount: intent.amount }],
    ['shows a closed order', worked({ status: 'CLOSE' }), {}, { type: 'found', status: 'CANCELLED' }],
    ['shows a broken amount', worked({ amount: '1500.50' }), {}, { type: 'unknown' }],
    ['shows another order', worked({ reference: 'other' }), {}, { type: 'unknown' }],
  ])('%s', async (_name, body, more, expected) => {
    expect(await toAdapter(await answering(body), more).query(target, signal)).toMatchObject(expected)
  })
})

test('what nobody documented is asked for, not believed', async () => {
  expect(await toAdapter(await answering(refused('04001'))).prepare(intent, signal)).toMatchObject({ type: 'unavailable' })
  const known = toAdapter(await answering(refused('04001')), { unresolvedCodes: ['04001'] })
  expect(await known.prepare(intent, signal)).toMatchObject({ type: 'rejected', reason: 'bad_destination' })
  const balances = { code: '00000', message: 'SUCCESSFUL', data: [{ currency: 'NGN', value: '1000.50' }] }
  expect(await toAdapter(await answering(balances)).balance('NGN', signal)).toMatchObject({ type: 'unknown' })
  expect(await toAdapter(await answering(balances), { balanceUnit: 'naira' }).balance('NGN', signal)).toMatchObject({
    amount: { value: 100_050n, currency: 'NGN' },
  })
  expect(toAdapter('http://127.0.0.1:1').capabilities).toMatchObject({ repeat: 'unsafe', notFoundAuthoritative: false, webhook: 'none' })
  expect(toStatus('constructor')).toBeUndefined()
  const notice = { method: 'POST', path: '/', headers: {}, raw: new TextEncoder().encode('{}') }
  expect(await toAdapter('http://127.0.0.1:1').webhook(notice, signal)).toMatchObject({ type: 'rejected', ack: { status: 404 } })
})
