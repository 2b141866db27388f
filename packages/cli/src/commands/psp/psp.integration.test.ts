/** `paynode psp` against simulated vendors on real sockets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCorridor } from '@paynode/sdk/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import type { Context } from '../../context.ts'
import { type SimulatedVendor, simulatedVendors, startVendorSimulator, vendorCorridors } from '../../network/startVendorSimulator.ts'
import { listPsps } from './list.ts'
import { simulatePsp } from './simulate.ts'
import { tryPsp } from './test.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  vi.unstubAllEnvs()
})
const { signal } = new AbortController()

/** A configuration that pays through one simulated account, and a port that refuses every notice. */
async function openAccount(vendor: SimulatedVendor, change: object = {}) {
  const receiver = createServer((_request, response) => response.writeHead(401).end())
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  closers.push(() => receiver.close())
  const { port } = receiver.address() as AddressInfo
  const account = await startVendorSimulator(vendor, { port: 0, webhookUrl: `http://127.0.0.1:${port}/hook`, balance: 1_000_050n, signal })
  closers.push(() => account.simulator.close())
  for (const [name, value] of Object.entries(account.env)) vi.stubEnv(name, value)
  const directory = mkdtempSync(join(tmpdir(), 'paynode-psp-'))
  closers.push(() => rmSync(directory, { recursive: true }))
  if (account.certificate) writeFileSync(join(directory, 'mpesa.pem'), account.certificate)
  const address = `0x${'11'.repeat(20)}`
  const config = {
    name: 'test',
    dataDir: 'data',
    chain: { chainId: 1, rpcUrls: ['http://127.0.0.1:1'], escrow: address, registry: address, verifier: address, token: address },
    keys: { operatorKeyFile: 'a', nodeKeyFile: 'b', hpkeKeyFile: 'c' },
    p2p: {},
    api: {},
    metrics: {},
    routing: {},
    attestation: {},
    webhooks: { port },
    corridors: [{ corridor: account.corridor, psp: { ...account.psp, ...change }, rate: '160000', maxPayout: '1000000' }],
  }
  const file = join(directory, 'paynode.json')
  writeFileSync(file, JSON.stringify(config))
  return { account, file }
}
function open(stop = signal) {
  const seen: { data: unknown; text: string }[] = []
  const context = { signal: stop, emit: (view) => void seen.push({ data: view.data, text: view.text() }) } as Pick<
    Context,
    'signal' | 'emit'
  > as Context
  return { context, seen }
}

test.each(simulatedVendors)('%s is found ready, and no money moves', async (vendor) => {
  const { account, file } = await openAccount(vendor)
  const { context, seen } = open()
  const to = getCorridor(vendorCorridors[vendor])?.example ?? ''
  await tryPsp(vendor, { config: file, to }, context)
  const isNaira = vendorCorridors[vendor] === 'NGN/bank'
  const balances: Readonly<Record<string, string>> = { mpesa: 'callback', circle: '10000.50 USD', binance: '1.000050 USDT' }
  expect(seen[0]?.data).toMatchObject({
    vendor,
    checks: [
      { check: 'credentials', result: 'ok' },
      { check: 'balance', result: 'ok', detail: expect.stringContaining(balances[vendor] ?? '10000.50 NGN') },
      { check: 'institutions', result: isNaira ? 'ok' : 'skipped' },
      { check: 'callbacks', result: vendor === 'opay' ? 'skipped' : 'ok' },
      { check: 'account', result: isNaira ? 'ok' : 'skipped' },
    ],
  })
  for (const value of Object.values(account.env)) expect(JSON.stringify(seen)).not.toContain(value)
  expect(account.simulator.count('submit')).toBe(0)
})

test.each([
  ['a wrong key', 'paystack', undefined, `sk_test_${'0'.repeat(20)}`, 'balance'],
  ['a live key at another host', 'paystack', { mode: 'live' }, `sk_live_${'0'.repeat(20)}`, 'credentials'],
] as const)('%s fails', async (_name, vendor, change, secret, check) => {
  const { file } = await openAccount(vendor, change)
  vi.stubEnv('PAYSTACK_SECRET_KEY', secret)
  const { context, seen } = open()
  await expect(tryPsp(vendor, { config: file }, context)).rejects.toThrow(`paystack is not ready to pay: ${check}`)
  expect(JSON.stringify(seen)).not.toContain(secret)
})

test('a vendor that is not configured, or not known, is a usage error', async () => {
  const { file } = await openAccount('paystack')
  const { context } = open()
  await expect(tryPsp('opay', { config: file }, context)).rejects.toThrow('it has: paystack')
  await expect(simulatePsp('acme', { port: '0' }, context)).rejects.toThrow('has no simulator')
})

test('lists vendors, and what a configuration pays through', async () => {
  const { file } = await openAccount('mpesa')
  expect((await listPsps(undefined)).data).toMatchObject({ vendors: expect.arrayContaining([{ vendor: 'mpesa', simulated: true }]) })
  const { data, text } = await listPsps(file)
  expect(data).toMatchObject({ psps: [{ corridor: 'KES/mpesa', vendor: 'mpesa', mode: 'sandbox' }] })
  expect(text()).toContain('KES/mpesa')
})

test('a simulator says what pays through it and ends when told', async () => {
  const stop = new AbortController()
  const { context, seen } = open(stop.signal)
  const running = simulatePsp('paystack', { port: '0' }, context)
  await expect.poll(() => seen.length).toBe(1)
  const { url, env } = (seen[0]?.data ?? {}) as { url: string; env: Record<string, string> }
  const answer = await fetch(`${url}/balance`, { headers: { authorization: `Bearer ${env.PAYSTACK_SECRET_KEY}` } })
  expect(await answer.json()).toMatchObject({ status: true })
  stop.abort()
  await running
  await expect(fetch(url)).rejects.toThrow()
})
