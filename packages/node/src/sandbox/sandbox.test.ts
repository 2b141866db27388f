import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OrderId, toPaymentReference } from '@paynode/sdk/protocol'
import { keccak256, stringToHex } from 'viem'
import { afterEach, describe, expect, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { startSandboxPsp } from './startSandboxPsp.ts'
import type { SandboxOptions, SandboxPsp } from './types.ts'
import { signWebhook, webhookSignatureHeader } from './webhooks.ts'

const owner = '0x00000000000000000000000000000000000000A1' as const
const other = '0x00000000000000000000000000000000000000b2' as const
const open: SandboxPsp[] = []
const start = async (options: Partial<SandboxOptions> = {}) => {
  const psp = await startSandboxPsp({
    corridor: 'NGN/bank',
    accounts: [
      { id: 'a', owner, apiKey: 'key-a', balance: 1_000_000n },
      { id: 'b', owner: other, apiKey: 'key-b', balance: 500n },
    ],
    auditToken: 'audit',
    settleMs: 5,
    ...options,
  })
  open.push(psp)
  return psp
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((psp) => psp.close()))
})

const toReference = (name: string) => toPaymentReference(keccak256(stringToHex(name)) as OrderId)
const call = async (psp: SandboxPsp, method: string, path: string, token: string, body?: unknown) => {
  const response = await fetch(new URL(path, psp.url), {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}
const pay = (psp: SandboxPsp, name: string, account = '0123456789', token = 'key-a', amount = '1000') =>
  call(psp, 'POST', '/v1/payouts', token, { reference: toReference(name), currency: 'NGN', amount, institution: '058', account, memo: 'x' })
const get = (psp: SandboxPsp, name: string, token = 'key-a') => call(psp, 'GET', `/v1/payouts/${toReference(name)}`, token)
const toFinal = (psp: SandboxPsp, name: string) =>
  expect.poll(async () => (await get(psp, name)).json?.status, { interval: 5, timeout: 5_000 })
const script = (psp: SandboxPsp, fault: object) => call(psp, 'POST', '/v1/faults', 'audit', fault)
const debits = (psp: SandboxPsp, name: string) => psp.ledger().entries.filter(({ reference }) => reference === toReference(name)).length

describe('payouts', () => {
  test('are pending, then succeed, and debit once', async () => {
    const clock = createVirtualClock(1_000_000)
    const psp = await start({ settleMs: 50, clock })
    const first = await pay(psp, 'one')
    expect([first.status, first.json.status]).toEqual([201, 'PENDING'])
    clock.advance(49)
    expect((await get(psp, 'one')).json.status).toBe('PENDING')
    clock.advance(1)
    expect((await get(psp, 'one')).json.status).toBe('SUCCEEDED')
    expect((await pay(psp, 'one')).status).toBe(409)
    expect(debits(psp, 'one')).toBe(1)
    expect((await call(psp, 'GET', '/v1/balance', 'key-a')).json).toEqual({ currency: 'NGN', amount: '999000' })
  })

  test('many at once under one reference debit once', async () => {
    const psp = await start()
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(psp, 'one')))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
    expect(debits(psp, 'one')).toBe(1)
  })

  test('belong to one account: another sees nothing and has its own references', async () => {
    const psp = await start()
    await pay(psp, 'one')
    expect((await get(psp, 'one', 'key-b')).status).toBe(404)
    expect((await pay(psp, 'one', '0123456789', 'key-b', '500')).status).toBe(201)
    expect((await pay(psp, 'two', '0123456789', 'key-b', '1')).json.code).toBe('insufficient_funds')
    expect((await get(psp, 'two', 'key-b')).status).toBe(404)
  })

  test.each([
    ['no key', 'none', {}, 401],
    ['another currency', 'key-a', { currency: 'KES' }, 422],
    ['a malformed account', 'key-a', { account: '12' }, 422],
    ['a fraction', 'key-a', { amount: '1.5' }, 400],
    ['nothing', 'key-a', { amount: '0' }, 400],
    ['a number for an amount', 'key-a', { amount: 1000 }, 400],
  ])('are refused with %s', async (_name, token, change, status) => {
    const psp = await start()
    const body = {
      reference: toReference('one'),
      currency: 'NGN',
      amount: '1000',
      institution: '058',
      account: '0123456789',
      memo: '',
      ...change,
    }
    expect((await call(psp, 'POST', '/v1/payouts', token, body)).status).toBe(status)
    expect(psp.ledger().entries).toEqual([])
  })

  test('survive a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
    const file = join(directory, 'psp.sqlite')
    const first = await start({ file })
    await pay(first, 'one')
    await first.close()
    const second = await start({ file })
    expect((await pay(second, 'one')).status).toBe(409)
    await toFinal(second, 'one').toBe('SUCCEEDED')
    expect(debits(second, 'one')).toBe(1)
    await second.close()
    rmSync(directory, { recursive: true })
  })
})

describe('magic accounts', () => {
  test('0000: unknown account, the payout fails without a debit', async () => {
    const psp = await start()
    expect((await call(psp, 'POST', '/v1/resolve', 'key-a', { institution: '058', account: '0123450000' })).json.code).toBe(
      'unknown_account',
    )
    await pay(psp, 'one', '0123450000')
    await toFinal(psp, 'one').toBe('FAILED')
    expect((await get(psp, 'one')).json.reason).toBe('bad_destination')
    expect(debits(psp, 'one')).toBe(0)
  })

  test('1111: committed, connection destroyed, a repeat is a duplicate', async () => {
    const psp = await start()
    await expect(pay(psp, 'one', '0123451111')).rejects.toThrow()
    expect((await pay(psp, 'one', '0123451111')).status).toBe(409)
    await toFinal(psp, 'one').toBe('SUCCEEDED')
    expect(debits(psp, 'one')).toBe(1)
  })

  test('2222: stays pending for two seconds', async () => {
    const clock = createVirtualClock(1_000_000)
    const psp = await start({ clock })
    await pay(psp, 'one', '0123452222')
    clock.advance(1_999)
    expect((await get(psp, 'one')).json.status).toBe('PENDING')
    clock.advance(1)
    expect((await get(psp, 'one')).json).toMatchObject({ status: 'SUCCEEDED', paidAt: 1_002 })
  })

  test('3333: error 500 and nothing committed', async () => {
    const psp = await start()
    expect((await pay(psp, 'one', '0123453333')).status).toBe(500)
    expect((await get(psp, 'one')).status).toBe(404)
    expect(debits(psp, 'one')).toBe(0)
  })

  test('4444: fails for want of funds, without a debit', async () => {
    const psp = await start()
    await pay(psp, 'one', '0123454444')
    await toFinal(psp, 'one').toBe('FAILED')
    expect((await get(psp, 'one')).json.reason).toBe('insufficient_funds')
    expect(debits(psp, 'one')).toBe(0)
  })
})

describe('scripted faults', () => {
  test.each(['dropAfterCommit', 'error500AfterCommit', 'html'])('%s commits first, as often as told', async (fault) => {
    const psp = await start()
    await script(psp, { match: { account: '0123456789' }, fault, times: 1 })
    const first = await pay(psp, 'one').catch(() => ({ status: 0, json: undefined }))
    expect(first.status === 201 && first.json !== undefined).toBe(false)
    expect(debits(psp, 'one')).toBe(1)
    expect((await pay(psp, 'two')).status).toBe(201)
  })

  test('hang never answers but commits', async () => {
    const psp = await start()
    await script(psp, { match: { reference: toReference('one') }, fault: 'hang' })
    const stop = new AbortController()
    const hanging = fetch(new URL('/v1/payouts', psp.url), {
      method: 'POST',
      headers: { authorization: 'Bearer key-a' },
      body: JSON.stringify({
        reference: toReference('one'),
        currency: 'NGN',
        amount: '1',
        institution: '058',
        account: '0123456789',
        memo: '',
      }),
      signal: stop.signal,
    })
    await expect.poll(() => debits(psp, 'one'), { interval: 5, timeout: 5_000 }).toBe(1)
    stop.abort()
    await expect(hanging).rejects.toThrow()
  })

  test('delay answers late, fail ends without a debit, nth counts submissions', async () => {
    const clock = createVirtualClock(1_000_000)
    const psp = await start({ clock })
    await script(psp, { match: { nth: 2 }, fault: 'fail' })
    await script(psp, { match: { nth: 3 }, fault: 'delay', ms: 30 })
    await pay(psp, 'one')
    await pay(psp, 'two')
    clock.advance(5)
    expect((await get(psp, 'two')).json.status).toBe('FAILED')
    let isAnswered = false
    const late = pay(psp, 'three').finally(() => {
      isAnswered = true
    })
    await expect.poll(() => debits(psp, 'three'), { interval: 5, timeout: 5_000 }).toBe(1)
    clock.advance(29)
    await get(psp, 'one') // a round trip: an answer that had left would be here
    expect(isAnswered).toBe(false)
    clock.advance(1)
    expect((await late).status).toBe(201)
    expect(['one', 'two', 'three'].map((name) => debits(psp, name))).toEqual([1, 0, 1])
  })

  test('only the audit token may script and read', async () => {
    const psp = await start()
    expect((await call(psp, 'POST', '/v1/faults', 'key-a', { fault: 'hang' })).status).toBe(404)
    expect((await call(psp, 'GET', '/v1/ledger', 'key-a')).status).toBe(404)
    expect((await call(psp, 'POST', '/v1/payouts', 'audit', {})).status).toBe(404)
    expect((await script(psp, { fault: 'nonsense' })).status).toBe(400)
  })
})

describe('audit', () => {
  test('a receipt names owner, recipient and time; a success wins over another account’s failure', async () => {
    const psp = await start()
    await script(psp, { match: { nth: 1 }, fault: 'fail' })
    await pay(psp, 'one', '0123456789', 'key-b', '100')
    await pay(psp, 'one')
    await toFinal(psp, 'one').toBe('SUCCEEDED')
    const { json } = await call(psp, 'GET', `/v1/receipts/${toReference('one')}`, 'audit')
    expect(json).toMatchObject({ reference: toReference('one'), status: 'SUCCEEDED', amount: '1000', currency: 'NGN', owner })
    expect(json.recipient).toMatchObject({ corridor: 'NGN/bank', institution: '058', account: '0123456789' })
    expect(Object.keys(json).sort()).toEqual(
      ['amount', 'currency', 'owner', 'paidAt', 'receipt', 'recipient', 'reference', 'status'].filter((key) => key !== 'receipt'),
    )
  })

  test('the ledger lists debits and every payout, without recipients', async () => {
    const psp = await start()
    await pay(psp, 'one')
    await pay(psp, 'two', '0123450000')
    const { json, text } = await call(psp, 'GET', '/v1/ledger', 'audit')
    expect(json.entries).toHaveLength(1)
    expect(json.entries[0]).toMatchObject({ reference: toReference('one'), owner, amount: '1000' })
    expect(json.payouts).toHaveLength(2)
    expect(text).not.toContain('0123456789')
  })

  test('webhooks are signed, and come twice when told', async () => {
    const psp = await start()
    const seen: { signature: string | undefined; body: string }[] = []
    const receiver = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      seen.push({ signature: request.headers[webhookSignatureHeader] as string | undefined, body })
      response.end()
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    await call(psp, 'POST', '/v1/webhooks', 'key-a', { url, secret: 'a secret of mine' })
    await script(psp, { fault: 'duplicateWebhook' })
    await pay(psp, 'one')
    await expect.poll(() => seen.length, { interval: 5, timeout: 5_000 }).toBe(2)
    expect(JSON.parse(seen[0]!.body)).toMatchObject({ reference: toReference('one'), status: 'SUCCEEDED' })
    for (const { signature, body } of seen) expect(signature).toBe(signWebhook('a secret of mine', body))
    await new Promise((resolve) => receiver.close(resolve))
  })

  test('names are the same every time', async () => {
    const psp = await start()
    const resolve = () => call(psp, 'POST', '/v1/resolve', 'key-a', { institution: '058', account: '0123456789' })
    expect((await resolve()).json).toEqual((await resolve()).json)
    expect((await call(psp, 'GET', '/v1/institutions', 'key-a')).json.institutions).toContainEqual({
      code: '058',
      name: 'Sandbox Guaranty',
    })
  })
})
