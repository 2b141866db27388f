/** The examples that are programs, each run as its README says against one local network of real daemons. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type LocalNetwork, startLocalNetwork } from '@paynode/cli/local-network'
import { afterAll, beforeAll, expect, test } from 'vitest'

let network: LocalNetwork
const stop = new AbortController()

beforeAll(async () => {
  network = await startLocalNetwork({ providers: 3, corridors: ['NGN/bank'], payers: 3, signal: stop.signal })
})
afterAll(async () => {
  await network?.stop()
  stop.abort()
})

/** Its output's lines. @throws when it fails, with what it said. */
async function run(example: string, payer: number): Promise<readonly string[]> {
  const env = { ...process.env, PAYNODE_GATEWAY: network.description.gateways[0], PAYNODE_PRIVATE_KEY: network.payers[payer]?.privateKey }
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'paynode-source', `examples/${example}/index.ts`], { env })
  return stdout.trim().split('\n')
}

test('node-server-offramp: pays, and books by a signed webhook', async () => {
  const lines = await run('node-server-offramp', 0)
  const [, orderId] = /^booked (0x[0-9a-f]{64})$/.exec(lines.at(-1) ?? '') ?? []
  expect(lines).toContain(`locked ${orderId}`)
  expect(lines.filter((line) => line.startsWith('webhook '))).toEqual(expect.arrayContaining(['webhook order.settled']))
})

test('gasless-relay: settles for a payer who has no gas', async () => {
  const { rpcUrl } = network.description
  const params = [network.payers[1]?.address, '0x0']
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_setBalance', params })
  await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const lines = await run('gasless-relay', 1)
  expect(lines.filter((line) => line.startsWith('gas: '))).toEqual(['gas: 0 wei', 'gas: 0 wei'])
  expect(lines).toContain('signing by authorization')
  expect(lines.at(-2)).toMatch(/^settled 0x/)
})

test('otc-pinned-order: the desk serves it', async () => {
  expect((await run('otc-pinned-order', 2)).at(-1)).toMatch(/^settled 0x[0-9a-f]{64}, served by the desk$/)
})
