import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../../runtime/createVirtualClock.ts'
import { makeOrder, openPsp, toReference } from '../payout.fixture.ts'
import type { PspAdapter } from '../psp.ts'
import { createSandboxAdapter, createSandboxReceipts } from './sandbox.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})
const signal = new AbortController().signal
const reference = toReference(makeOrder().id)
const intent = (account = '0123456789', currency = 'NGN') => ({
  reference,
  amount: { value: 1_000n, currency },
  recipient: { corridor: 'NGN/bank' as const, institution: '058', account },
  memo: 'm',
})
const target = { reference, sentAt: 0, succeeded: false }
const getReady = async (adapter: PspAdapter) => {
  const result = await adapter.prepare(intent(), signal)
  if (result.type !== 'prepared') throw new Error(result.type)
  return result.prepared
}
const TIMEOUT_MS = 150
/** Time stands still unless a test moves it: no time limit strikes by chance. */
let clock: VirtualClock
beforeEach(() => {
  clock = createVirtualClock(1_700_000_000_000)
})
const toAdapter = (url: string) => createSandboxAdapter({ id: 'sandbox', url, apiKey: 'key-a', timeoutMs: TIMEOUT_MS, clock })

async function serve(listener: RequestListener) {
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
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests }
}

describe('against a sandbox PSP', () => {
  test('pays, finds, reads balance and receipt', async () => {
    const psp = await openPsp(clock)
    closers.push(psp.close)
    const adapter = toAdapter(psp.url)
    expect(await adapter.query(target, signal)).toMatchObject({ type: 'notFound', authoritative: true })
    const prepared = await getReady(adapter)
    expect(await getReady(adapter)).toEqual(prepared)
    expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'accepted', status: 'PENDING' })
    expect(await adapter.submit(prepared, signal)).toMatchObject({ type: 'duplicate' })
    expect(await adapter.query(target, signal)).toMatchObject({ type: 'found', status: 'PENDING' })
    clock.advance(5)
    expect(await adapter.query(target, signal)).toMatchObject({
      type: 'found',
      status: 'SUCCEEDED',
      amount: { value: 1_000n, currency: 'NGN' },
    })
    expect(await adapter.balance('NGN', signal)).toEqual({ type: 'available', amount: { value: 999_000n, currency: 'NGN' } })
    expect(await adapter.balance('KES', signal)).toMatchObject({ type: 'unknown' })
    expect(await adapter.institutions('NG', signal)).toContainEqual({ code: '058', name: 'Sandbox Guaranty' })
    const receipts = createSandboxReceipts({ url: psp.url, token: 'audit' })
    expect(await receipts.getReceipt(reference, signal)).toMatchObject({ status: 'SUCCEEDED', recipient: { account: '0123456789' } })
    expect(await receipts.getReceipt(toReference(makeOrder().id), signal)).toBeUndefined()
    await expect(createSandboxReceipts({ url: psp.url, token: 'wrong' }).getReceipt(reference, signal)).rejects.toThrow('status 401')
  })

  test('resolves names', async () => {
    const psp = await openPsp(clock)
    closers.push(psp.close)
    const adapter = toAdapter(psp.url)
    expect(await adapter.resolve(intent().recipient, signal)).toMatchObject({ type: 'name' })
    expect(await adapter.resolve(intent('0123450000').recipient, signal)).toEqual({ type: 'invalid' })
  })

  test('says what is wrong with an intent without repeating the account', () => {
    const adapter = toAdapter('http://127.0.0.1:1')
    expect(adapter.validate(intent())).toEqual([])
    expect(adapter.validate(intent('0123456789', 'KES'))[0]?.message).toContain('KES')
    expect(adapter.validate(intent('987654'))).toHaveLength(1)
    expect(JSON.stringify(adapter.validate(intent('987654')))).not.toContain('987654')
    expect(adapter.validate({ ...intent(), amount: { value: 0n, currency: 'NGN' } })).toMatchObject([
      { severity: 'error', code: 'amount', message: 'amount out of range' },
    ])
  })
})

describe('submit', () => {
  const answers: [string, RequestListener, string][] = [
    ['an error 500', (_request, response) => response.writeHead(500).end('{"code":"internal"}'), 'unknown'],
    ['an unknown refusal', (_request, response) => response.writeHead(422).end('{"code":"strange"}'), 'unknown'],
    ['a known code with another status', (_request, response) => response.writeHead(500).end('{"code":"insufficient_funds"}'), 'unknown'],
    ['a page', (_request, response) => response.writeHead(201).end('<html>'), 'unknown'],
    [
      'another reference',
      (_request, response) => response.writeHead(201).end('{"id":"x","reference":"y","status":"SUCCEEDED","amount":"1","currency":"NGN"}'),
      'unknown',
    ],
    ['a redirect', (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end(), 'unknown'],
    ['too much', (_request, response) => response.writeHead(201).end('x'.repeat(200_000)), 'unknown'],
    [
      'half an answer',
      (_request, response) => {
        response.writeHead(201, { 'content-length': '50' }).write('{')
        setImmediate(() => response.destroy())
      },
      'unknown',
    ],
    ['silence', () => clock.advance(TIMEOUT_MS), 'unknown'],
    ['too little money', (_request, response) => response.writeHead(402).end('{"code":"insufficient_funds"}'), 'rejected'],
  ]
  test.each(answers)('takes %s for what it is, after one request', async (_name, listener, type) => {
    const server = await serve(listener)
    const adapter = toAdapter(server.url)
    const result = await adapter.submit(await getReady(adapter), signal)
    expect(result.type).toBe(type)
    expect(server.requests()).toBe(1)
    expect(JSON.stringify(result)).not.toMatch(/0123456789|key-a/)
  })

  test('takes a closed port and an aborted call for unknown', async () => {
    const adapter = toAdapter('http://127.0.0.1:1')
    expect(await adapter.submit(await getReady(adapter), signal)).toMatchObject({ type: 'unknown' })
    expect(await adapter.submit(await getReady(adapter), AbortSignal.abort())).toMatchObject({ type: 'unknown' })
  })
})
