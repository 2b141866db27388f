/** Institution lists and name enquiries, asked of real simulated vendors over HTTP. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Recipient } from '@paynode/sdk/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { createPaystackAdapter } from './adapters/paystack/createPaystackAdapter.ts'
import { createInstitutions } from './createInstitutions.ts'
import { isSameInstitution } from './isSameInstitution.ts'
import { listInstitutions } from './listInstitutions.ts'
import { verifyAccount } from './verifyAccount.ts'

const signal = new AbortController().signal
const clock = createVirtualClock(1_700_000_000_000)
const KEEP_MS = 1_000
const PAUSE_MS = 100

type Bank = { readonly code: string; readonly name: string }

/** A vendor's host that serves a bank list and names, or fails when told to. */
async function openVendor(id: string, banks: readonly Bank[], names: Readonly<Record<string, string>> = {}) {
  const state = { down: false, asked: [] as string[] }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://vendor')
    state.asked.push(pathname)
    const send = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (state.down) return send(503, { status: false, message: 'down' })
    const data = banks.map((bank) => ({ ...bank, active: true, is_deleted: false }))
    if (pathname === '/bank') return send(200, { status: true, message: 'Banks retrieved', data })
    const account = searchParams.get('account_number') ?? ''
    const name = names[account]
    if (name) return send(200, { status: true, message: 'ok', data: { account_number: account, account_name: name } })
    send(422, { status: false, message: 'Could not resolve account name.', type: 'validation_error', code: 'invalid_bank_code' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const adapter = createPaystackAdapter({ id, mode: 'test', baseUrl, secretKey: 'sk_test_x', timeoutMs: 2_000, clock, onExchange() {} })
  return { ...state, state, adapter }
}

const banks = [
  { code: '058', name: 'Guaranty Trust Bank' },
  { code: '044', name: 'Access Bank' },
]
const open = () => createInstitutions({ clock, keepMs: KEEP_MS, pauseMs: PAUSE_MS })
const ada: Recipient = { corridor: 'NGN/bank', institution: '058', account: '0123456789' }

test('a list is read once for all who ask, again after its time, and stands while the PSP is down', async () => {
  const { adapter, state } = await openVendor('a', banks)
  const institutions = open()
  const lists = await Promise.all([1, 2, 3].map(() => institutions.list(adapter, 'NG', signal)))
  expect(lists).toEqual([banks, banks, banks])
  expect(state.asked).toHaveLength(1)
  clock.advance(KEEP_MS)
  state.down = true
  expect(await institutions.list(adapter, 'NG', signal)).toEqual(banks)
  const asked = state.asked.length
  await institutions.list(adapter, 'NG', signal) // within the pause
  expect(state.asked).toHaveLength(asked)
  state.down = false
  clock.advance(PAUSE_MS)
  await institutions.list(adapter, 'NG', signal)
  expect(state.asked.length).toBeGreaterThan(asked)
})

test('a caller that gives up leaves the reading to the others', async () => {
  const { adapter, state } = await openVendor('a', banks)
  const institutions = open()
  expect(await institutions.list(adapter, 'NG', AbortSignal.abort())).toBeUndefined()
  expect(await institutions.list(adapter, 'NG', signal)).toEqual(banks)
  expect(state.asked).toHaveLength(1)
})

test('the corridor’s list is one PSP’s own, by name, without codes that the corridor cannot carry', async () => {
  const a = await openVendor('a', [...banks, { code: 'X1', name: 'Not a code' }])
  const b = await openVendor('b', [{ code: '999', name: 'Elsewhere' }])
  const deps = { institutions: open(), adaptersFor: () => [a.adapter, b.adapter] }
  expect(await listInstitutions(deps, 'NGN/bank', signal)).toEqual([banks[1], banks[0]])
  expect(await listInstitutions(deps, 'KES/mpesa', signal)).toBeUndefined()
  a.state.down = true
  expect(await listInstitutions({ ...deps, institutions: open() }, 'NGN/bank', signal)).toEqual([{ code: '999', name: 'Elsewhere' }])
})

test('a code is the same bank at two PSPs only when both name it alike', async () => {
  const a = await openVendor('a', [...banks, { code: '090', name: 'First Bank of Nigeria' }])
  const b = await openVendor('b', [
    { code: '058', name: 'GUARANTY TRUST BANK PLC' },
    { code: '090', name: 'Firstmidas Microfinance Bank' },
  ])
  const ask = (institution: string) =>
    isSameInstitution(open(), { recipient: { ...ada, institution }, first: a.adapter, other: b.adapter }, signal)
  expect(await ask('058')).toBe(true)
  expect(await ask('090')).toBe(false)
  expect(await ask('044')).toBe(false)
  b.state.down = true
  expect(await ask('058')).toBe(false)
})

test('a name enquiry: found, not found, unavailable, malformed, unsupported; another PSP is asked for the same bank alone', async () => {
  const a = await openVendor('a', banks, { '0123456789': 'ADA OBI' })
  const b = await openVendor('b', [{ code: '058', name: 'GTBank' }], { '0123456789': 'SOMEBODY ELSE' })
  const c = await openVendor('c', banks, { '0123456789': 'ADA OBI' })
  const institutions = open()
  const deps = { institutions, adaptersFor: () => [a.adapter, b.adapter, c.adapter] }
  expect(await verifyAccount(deps, ada, signal)).toEqual({ type: 'resolved', accountName: 'ADA OBI' })
  await listInstitutions(deps, 'NGN/bank', signal)
  const asked = b.state.asked.length
  expect(await verifyAccount(deps, { ...ada, account: '0000000000' }, signal)).toEqual({ type: 'unresolved', reason: 'not-found' })
  expect(await verifyAccount(deps, { ...ada, account: '12' }, signal)).toEqual({ type: 'unresolved', reason: 'malformed' })
  expect(b.state.asked).toHaveLength(asked)
  a.state.down = true
  expect(await verifyAccount(deps, ada, signal)).toEqual({ type: 'resolved', accountName: 'ADA OBI' })
  expect(c.state.asked).toContain('/bank/resolve')
  expect(b.state.asked).not.toContain('/bank/resolve')
  c.state.down = true
  expect(await verifyAccount(deps, ada, signal)).toEqual({ type: 'unresolved', reason: 'unavailable' })
  expect(await verifyAccount({ institutions, adaptersFor: () => [] }, ada, signal)).toEqual({ type: 'unresolved', reason: 'unsupported' })
})
