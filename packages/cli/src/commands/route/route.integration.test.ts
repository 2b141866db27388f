/** Rankings that prove themselves, on a local network with an anchor contract: explained, replayed, tampered with, and by a daemon that came late. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOrder, rankProviders } from '@paynode/sdk'
import { type OrderId, parseRecipient } from '@paynode/sdk/protocol'
import Database from 'better-sqlite3'
import { createTestClient, http } from 'viem'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { compareRankings } from '../../demo/compareRankings.ts'
import { getLauncher } from '../../network/paths.ts'
import { type LocalNetwork, startLocalNetwork } from '../../network/startLocalNetwork.ts'
import { createReader, createWallet } from '../../network/wallets.ts'
import { toJsonLine } from '../../output/json.ts'

const directory = mkdtempSync(join(tmpdir(), 'paynode-route-test-'))
const file = join(directory, 'network.json')
let network: LocalNetwork
const signal = AbortSignal.timeout(240_000)

beforeAll(async () => {
  network = await startLocalNetwork({ providers: 3, corridors: ['NGN/bank'], signal })
  writeFileSync(file, toJsonLine(network.description))
  await vi.waitUntil(async () => (await getSnapshot(0)) !== undefined, { timeout: 60_000, interval: 200 })
}, 180_000)
afterAll(async () => {
  await network?.stop()
  rmSync(directory, { recursive: true, force: true })
})

type Served = { readonly epoch: number; readonly digest: string }
const gateways = () => network.description.gateways
async function getSnapshot(index: number): Promise<Served | undefined> {
  const answer = await fetch(`${gateways()[index]}/v1/snapshot?corridor=NGN/bank`)
  return answer.ok ? ((await answer.json()) as Served) : undefined
}

async function pay(): Promise<OrderId> {
  const { description } = network
  const wallet = createWallet({ ...description, privateKey: description.payer.privateKey })
  const recipient = parseRecipient('NGN/bank:058:0123456789')
  const { orderId } = await createOrder(wallet, { network: description, amount: 25_000_000n, recipient, signal })
  return orderId
}

function paynode(...args: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [getLauncher(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        output[name] += chunk
      })
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...output }))
  })
}

test('a ranking is explained, replayed from the chain, and a store that was tampered with is found out', async () => {
  const orderId = await pay()
  const verdicts = await compareRankings(gateways(), [orderId], { timeoutMs: 60_000, signal })
  expect(verdicts).toMatchObject([{ agreed: true }])
  const explained = await paynode('route', 'explain', orderId, '--network', file)
  expect(explained.stdout).toMatch(/#\s+provider\s+score\s+success\s+why/)
  expect(explained.stdout).toMatch(/1\s+0x\w{40}\s+\d\.\d{4}\s+\d+\.\d %\s+\+ /)

  const [provider] = network.description.providers
  const home = network.directoryOf(provider?.address ?? '0x')
  const dataDir = join(directory, 'copy')
  cpSync(join(home, 'data'), dataDir, { recursive: true })
  const config = join(directory, 'copy.json')
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(join(home, 'paynode.json'), 'utf8')), dataDir }), { mode: 0o600 })
  const args = ['route', 'replay', orderId, '--network', file, '--config', config, '--json']
  await vi.waitUntil(async () => (await paynode('orders', 'show', orderId, '--network', file)).stdout.includes('settled'), {
    timeout: 60_000,
  })
  const honest = await paynode(...args)
  expect(JSON.parse(honest.stdout)).toMatchObject({ ok: true, route: verdicts[0]?.digests[0], anchor: { epoch: expect.any(Number) } })
  expect(JSON.parse(honest.stdout).comparisons).toHaveLength(3) // the claim, the gateway, the store
  expect(honest.code).toBe(0)

  const db = new Database(join(dataDir, 'paynode.db'))
  const { result } = db.prepare<[string], { result: string }>('SELECT result FROM rankings WHERE order_id = ?').get(orderId) ?? {
    result: '',
  }
  const changed = JSON.parse(result)
  changed.ranked[1].score += 1
  db.prepare('UPDATE rankings SET result = ? WHERE order_id = ?').run(JSON.stringify(changed), orderId)
  db.close()
  const tampered = await paynode(...args)
  expect(tampered.code).toBe(1)
  expect(tampered.stdout).toContain('other numbers at place 2')
}, 180_000)

test('a daemon that lost everything joins late, fetches the anchored bundle, and ranks the next order bit for bit like the others', async () => {
  const late = network.description.providers.at(-1)?.address ?? '0x'
  await network.killProvider(late)
  network.eraseProvider(late)
  await network.restartProvider(late)
  const orderId = await pay()
  const [verdict] = await compareRankings(gateways(), [orderId], { timeoutMs: 90_000, signal })
  expect(verdict?.agreed).toBe(true)
  expect(verdict?.digests).toHaveLength(3)
  const replayed = await paynode('route', 'replay', orderId, '--network', file, '--json')
  expect(JSON.parse(replayed.stdout)).toMatchObject({ ok: true, route: verdict?.digests[0], anchor: { epoch: expect.any(Number) } })
}, 180_000)

type Answer = { epoch: number; reports: string; model: string; statement: { height: number; root: string; bundle: string } }
/** A gateway that passes a true answer on after changing it. */
async function startLiar(change: (answer: Answer) => Partial<Answer>) {
  const server = createServer((request, response) => {
    void (async () => {
      const answer = (await (await fetch(`${gateways()[0]}${request.url}`)).json()) as Answer
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...answer, ...change(answer) }))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: () => void server.close() }
}

test('a payer ranks on what the chain vouches for; gateways that lie about it are refused', async () => {
  const { description } = network
  const client = createReader(description)
  const terms = { corridor: 'NGN/bank', amount: 25_000_000n, payout: 1_000_000n, signal } as const
  const result = await rankProviders(client, { ...terms, network: description })
  expect(result?.ranked).toHaveLength(3)
  expect(result?.ranked.map(({ provider }) => provider).sort()).toEqual(description.providers.map(({ address }) => address).sort())

  const firstWeight = /"weights":\[(-?\d+)/
  const lies: readonly ((answer: Answer) => Partial<Answer>)[] = [
    ({ model }) => ({ model: model.replace(firstWeight, (_all, first: string) => `"weights":[${Number(first) + 1}`) }),
    ({ model }) => ({ model: model.replace(firstWeight, '"weights":[$1.5') }), // hashes like the true one
    ({ model }) => ({ model: model.replace('{', '{ ') }),
    ({ reports }) => ({ reports: reports.replace(/^0x(....)../, '0x$1ff') }),
    () => ({ reports: '0x' }),
    ({ statement }) => ({ statement: { ...statement, height: statement.height + 1 } }),
    ({ statement }) => ({ statement: { ...statement, root: `0x${'00'.repeat(32)}` } }),
  ]
  for (const lie of lies) {
    using liar = await startLiar(lie)
    const asked = rankProviders(client, { ...terms, network: { ...description, gateways: [liar.url] } })
    await expect(asked).rejects.toThrow('no gateway answered /v1/snapshot')
    const among = await rankProviders(client, { ...terms, network: { ...description, gateways: [liar.url, ...gateways()] } })
    expect(among?.ranked).toHaveLength(3)
  }
}, 120_000)

test('an order that was over long before a daemon saw it is not ranked there, and still replays from the chain', async () => {
  const orderId = await pay()
  const show = () => paynode('orders', 'show', orderId, '--network', file)
  await vi.waitUntil(async () => (await show()).stdout.includes('settled'), { timeout: 60_000 })
  const late = network.description.providers.at(-1)
  await network.killProvider(late?.address ?? '0x')
  await createTestClient({ mode: 'anvil', transport: http(network.description.rpcUrl) }).mine({ blocks: 100 })
  network.eraseProvider(late?.address ?? '0x')
  await network.restartProvider(late?.address ?? '0x')
  const explained = await (await fetch(`${late?.gateway}/v1/orders/${orderId}/explain`)).json()
  expect(explained).toMatchObject({ code: 'not_ranked', detail: expect.stringContaining('paynode route replay') })
  const replayed = await paynode('route', 'replay', orderId, '--network', file, '--json')
  expect(JSON.parse(replayed.stdout)).toMatchObject({ ok: true, comparisons: expect.arrayContaining([expect.anything()]) })
}, 120_000)
