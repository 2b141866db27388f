/** `paynode reconcile` and `paynode payouts` against a running network: nothing to tell at first, and each kind of damage afterwards. */
import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type LocalNetwork, startLocalNetwork } from '@paynode/cli/local-network'
import { createOrder, type OrderId, parseRecipient } from '@paynode/sdk'
import Database from 'better-sqlite3'
import { createWalletClient, defineChain, http, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

type Answer = {
  readonly ok: boolean
  readonly payouts: number
  readonly differences: readonly { kind: string; orderId?: string; next: string }[]
}

const stop = new AbortController()
const folder = mkdtempSync(join(tmpdir(), 'paynode-reconcile-'))
const bin = fileURLToPath(new URL('../../cli/bin/paynode.js', import.meta.url))
let network: LocalNetwork
let orderId: OrderId
let config = ''
let database = ''

beforeAll(async () => {
  vi.stubEnv('TMPDIR', folder)
  network = await startLocalNetwork({ providers: 2, corridors: ['NGN/bank'], signal: stop.signal })
  orderId = await payOne()
  const claimer = await waitForClaimer()
  for (const file of globSync(join(folder, '**/*.json'))) {
    const { api, dataDir } = JSON.parse(readFileSync(file, 'utf8')) as { api?: { port: number }; dataDir?: string }
    if (dataDir === undefined || String(api?.port) !== new URL(claimer.gateway).port) continue
    config = file
    database = join(resolve(dirname(file), dataDir), 'paynode.db')
  }
}, 120_000)
afterAll(async () => {
  stop.abort()
  await network?.stop()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

async function payOne(): Promise<OrderId> {
  const { chainId: id, rpcUrl, payer } = network.description
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 }
  const chain = defineChain({ id, name: 'local', nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } })
  const account = privateKeyToAccount(payer.privateKey)
  const wallet = createWalletClient({ account, chain, transport: http(rpcUrl) }).extend(publicActions)
  const recipient = parseRecipient('NGN/bank:058:0123456789')
  return (await createOrder(wallet, { network: network.description, amount: 25_000_000n, recipient })).orderId
}

async function waitForClaimer() {
  let claimer: string | undefined
  const [provider] = network.description.providers
  await vi.waitFor(
    async () => {
      const order = (await (await fetch(`${provider?.gateway}/v1/orders/${orderId}`)).json()) as { state: string; claimer?: string }
      claimer = order.claimer
      expect(order.state).toBe('settled')
    },
    { timeout: 60_000, interval: 50 },
  )
  const found = network.description.providers.find(({ address }) => address.toLowerCase() === claimer?.toLowerCase())
  if (!found) throw new Error(`${claimer} is not of this network`)
  return found
}

async function ask<answer>(...command: readonly string[]): Promise<answer & { readonly code: number }> {
  const run = promisify(execFile)(process.execPath, [bin, ...command, '--json'])
  const { stdout, code } = await run.then(
    ({ stdout: out }) => ({ stdout: out, code: 0 }),
    (error: { readonly stdout: string; readonly code: number }) => error,
  )
  return { ...(JSON.parse(stdout) as answer), code }
}
const reconcile = () => ask<Answer>('reconcile', '--config', config)
/** Changes rows behind the daemon's back, looks, and puts them back. */
async function damage(sql: string, repair: string): Promise<Awaited<ReturnType<typeof reconcile>>> {
  const db = new Database(database)
  try {
    db.exec(sql)
    return await reconcile()
  } finally {
    db.exec(repair)
    db.close()
  }
}

test('a settled payment shows no difference, while the daemon runs', async () => {
  const run = vi.waitFor(
    async () => {
      const found = await reconcile()
      expect(found).toMatchObject({ ok: true, payouts: 1, differences: [], code: 0 })
    },
    { timeout: 60_000, interval: 200 }, // the ledger may stand at a block that the settlement is not in yet
  )
  await run
})

type Findings = { readonly ok: boolean; readonly findings: readonly { area: string; subject: string; result: string; detail: string }[] }

test('doctor finds nothing broken about a daemon that works, and says that one RPC alone is a risk', async () => {
  const found = await ask<Findings>('doctor', '--config', config)
  expect(found.findings.filter(({ result }) => result === 'failed')).toEqual([])
  expect([found.ok, found.code]).toEqual([true, 0])
  const results = new Map(found.findings.map(({ area, subject, result }) => [`${area} ${subject}`, result]))
  expect(results.get('rpc all')).toBe('warning')
  expect(new Set(found.findings.map(({ area }) => area))).toEqual(
    new Set(['keys', 'disk', 'rpc', 'contracts', 'registry', 'money', 'psp', 'ports', 'gateway', 'payouts']),
  )
  for (const area of ['contracts', 'registry', 'money', 'gateway', 'payouts'])
    expect(found.findings.find((finding) => finding.area === area)).toMatchObject({ area, result: 'ok' })
})

test('doctor names what is broken, with what to do, and exits 1', async () => {
  const broken = join(folder, 'broken.json')
  const written = JSON.parse(readFileSync(config, 'utf8')) as {
    chain: Record<string, unknown>
    keys: Record<string, string>
    dataDir: string
    corridors: readonly Record<string, unknown>[]
  }
  const { chain, keys, corridors } = written
  const at = (path: string) => resolve(dirname(config), path)
  const absolute = Object.fromEntries(Object.entries(keys).map(([name, file]) => [name, at(file)]))
  const swapped = { ...absolute, operatorKeyFile: absolute.nodeKeyFile }
  const write = (change: object) =>
    writeFileSync(broken, JSON.stringify({ ...written, dataDir: at(written.dataDir), keys: absolute, ...change }))
  const failed = async () => {
    const { code, findings } = await ask<Findings>('doctor', '--config', broken)
    expect(code).toBe(1)
    return findings.filter(({ result }) => result === 'failed').map(({ area, detail }) => `${area}: ${detail}`)
  }

  write({ chain: { ...chain, escrow: `0x${'12'.repeat(20)}` } })
  expect(await failed()).toEqual([expect.stringContaining('contracts: no contract at 0x1212')])
  write({ keys: swapped })
  expect(await failed()).toEqual(
    expect.arrayContaining([expect.stringContaining('registry: not registered'), expect.stringContaining('money: 0 of the chain')]),
  )
  write({ chain: { ...chain, chainId: 4242 } })
  expect(await failed()).toEqual([expect.stringMatching(/^rpc: serves chain \d+, the configuration says 4242$/)])
  write({ chain: { ...chain, chainId: 4242 }, corridors: corridors.map(({ minPayout: _least, ...rest }) => rest) })
  const { findings } = await ask<Findings>('doctor', '--config', broken)
  expect(findings).toContainEqual(
    expect.objectContaining({ area: 'payouts', result: 'warning', detail: expect.stringContaining('no least payout') }),
  )
  write({ dataDir: join(folder, 'elsewhere') }) // no daemon owns that one, so its ports should be free
  expect(await failed()).toEqual(expect.arrayContaining(['ports: another program has it']))
})

test('peers shows the other provider: connected, measured, reporting', async () => {
  type Peers = {
    readonly connected: number
    readonly peers: readonly { rttMs?: number; failedBps?: number; reported: readonly string[] }[]
  }
  await vi.waitFor(
    async () => {
      const found = await ask<Peers>('peers', '--config', config)
      expect([found.code, found.connected]).toEqual([0, 1])
      expect(found.peers).toMatchObject([{ connected: true, rttMs: expect.any(Number), failedBps: 0, reported: ['NGN/bank'] }])
    },
    { timeout: 60_000, interval: 500 },
  )
})

test.each([
  [
    'a payout noted as failed that the PSP made',
    "UPDATE payouts SET state = 'FAILED'",
    "UPDATE payouts SET state = 'SUCCEEDED'",
    'pspPaidAfterAll',
  ],
  [
    'an amount that the PSP did not pay',
    "UPDATE payouts SET amount = amount || '0'",
    'UPDATE payouts SET amount = substr(amount, 1, length(amount) - 1)',
    'pspAmount',
  ],
  [
    'float that nobody needs',
    "UPDATE reservations SET state = 'reserved'",
    "UPDATE reservations SET state = 'posted'",
    'orphanReservation',
  ],
  [
    'an order that the chain has otherwise',
    'UPDATE orders SET state = \'refunded\', record = replace(record, \'"state":"settled"\', \'"state":"refunded"\')',
    'UPDATE orders SET state = \'settled\', record = replace(record, \'"state":"refunded"\', \'"state":"settled"\')',
    'chainStatus',
  ],
  [
    'a deposit that was missed',
    'UPDATE chain_logs SET name = name || \'X\', args = replace(args, \'"name":"Deposited"\', \'"name":"DepositedX"\') WHERE name = \'Deposited\'',
    'UPDATE chain_logs SET name = \'Deposited\', args = replace(args, \'"name":"DepositedX"\', \'"name":"Deposited"\') WHERE name = \'DepositedX\'',
    'chainAccount',
  ],
])('tells of %s, says what to do, and exits 1', async (_name, sql, repair, kind) => {
  const found = await damage(sql, repair)
  expect([found.ok, found.code]).toEqual([false, 1])
  expect(found.differences.map((difference) => difference.kind)).toContain(kind)
  for (const { next } of found.differences) expect(next.length).toBeGreaterThan(20)
})

test('`paynode payouts` lists what nobody knows, and the running daemon acts on a person’s word once the PSP agrees', async () => {
  const db = new Database(database)
  db.exec("UPDATE payouts SET state = 'UNKNOWN', created_at = created_at - 86400000; UPDATE payout_events SET at = at - 86400000")
  const run = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [bin, 'payouts', ...args, '--config', config, '--json']).then(
      ({ stdout }) => JSON.parse(stdout) as unknown,
      ({ code, stderr }: { readonly code: number; readonly stderr: string }) => ({ code, stderr }),
    )
  const listed = (await run('list')) as { readonly payouts: readonly { readonly reference: string }[] }
  expect(listed.payouts).toMatchObject([{ orderId, state: 'UNKNOWN', order: 'settled', why: expect.stringContaining('long ago') }])
  const { reference } = listed.payouts[0] as { reference: string }
  const word = ['--paid', '--proof', 'statement, line 12', '--at', new Date().toISOString()]
  expect(await run('resolve', reference, ...word)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  expect(await run('resolve', reference, '--failed', '--reason', 'a ticket', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/may still be sent again|says that the payout was made/),
  })
  expect(await run('resolve', reference, ...word, '--yes')).toEqual({
    payout: reference,
    verdict: 'paid',
    outcome: 'applied',
    answer: 'the PSP says the same',
  })
  db.exec("UPDATE payouts SET created_at = created_at + 86400000; UPDATE payout_events SET at = at + 86400000 WHERE state <> 'SUCCEEDED'")
  db.close()
  expect(await run('list', '--all')).toEqual({ payouts: [] })
})

test('tells nothing once the damage is repaired', async () => {
  expect(await reconcile()).toMatchObject({ ok: true, code: 0 })
})
