/** Paying from a terminal on a local network: a good order settles; bad ones say why in one line and leave the chain alone. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readOrders } from '../../flow/followOrders.ts'
import { getLauncher } from '../../network/paths.ts'
import { type LocalNetwork, startLocalNetwork } from '../../network/startLocalNetwork.ts'
import { createReader } from '../../network/wallets.ts'
import { toJsonLine } from '../../output/json.ts'

const directory = mkdtempSync(join(tmpdir(), 'paynode-order-test-'))
const file = join(directory, 'network.json')
let network: LocalNetwork

beforeAll(async () => {
  network = await startLocalNetwork({ providers: 2, corridors: ['NGN/bank'], signal: AbortSignal.timeout(90_000) })
  writeFileSync(file, toJsonLine(network.description))
})
afterAll(async () => {
  await network?.stop()
  rmSync(directory, { recursive: true, force: true })
})

function paynode(...args: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [getLauncher(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}
const countOrders = async () => (await readOrders(createReader(network.description), network.description.contracts.OrderEscrow)).size
const good = 'NGN/bank:058:0123456789'

test('an order is locked, claimed and settled, one JSON line each', async () => {
  const { code, stdout } = await paynode(
    ...['order', 'create', '--network', file, '--amount', '25', '--to', good, '--wait', 'settled', '--json'],
  )
  expect(code).toBe(0)
  const steps = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(steps.map(({ event }) => event)).toEqual(['locked', 'claimed', 'settled'])
  expect(new Set(steps.map(({ orderId }) => orderId)).size).toBe(1)

  const explained = await paynode('orders', 'explain', steps[0].orderId, '--network', file)
  expect(explained.stdout).toMatch(/1\. 0x\w{40} {2}score/)
})

test.each([
  ['bad amount', ['--amount', '2x', '--to', good], 2, /"2x" is not an amount/],
  ['zero', ['--amount', '0', '--to', good], 2, /more than zero/],
  ['too many decimals', ['--amount', '1.0000001', '--to', good], 2, /decimal places/],
  ['unknown corridor', ['--amount', '25', '--to', 'EUR/bank:058:0123456789'], 2, /unknown corridor "EUR\/bank"/],
  ['malformed account', ['--amount', '25', '--to', 'NGN/bank:058:12'], 2, /malformed account/],
  ['no recipient', ['--amount', '25'], 2, /--to/],
  ['insufficient balance', ['--amount', '99999999', '--to', good], 1, /insufficient balance/],
])('%s: one clear line and nothing on chain', async (_name, args, exitCode, message) => {
  const before = await countOrders()
  const { code, stdout, stderr } = await paynode('order', 'create', '--network', file, ...args)
  expect(code).toBe(exitCode)
  expect(stdout).toBe('')
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(message)
  expect(await countOrders()).toBe(before)
})
