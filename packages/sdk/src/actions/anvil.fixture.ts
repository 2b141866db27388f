/** A real chain and clients for tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createTestClient, createWalletClient, defineChain, http, publicActions } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

const mnemonic = 'test test test test test test test test test test test junk'

/** A running chain. Transactions are mined at once. */
export type TestChain = { readonly rpcUrl: string; readonly chainId: number; readonly stop: () => Promise<void> }

/** Starts anvil on a free port. */
export async function startAnvil(): Promise<TestChain> {
  const port = await getFreePort()
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('@foundry-rs/anvil/package.json')
  const file = join(dirname(manifest), (require(manifest) as { bin: { anvil: string } }).bin.anvil)
  const child = spawn(process.execPath, [file, '--port', String(port), '--silent', '--mnemonic', mnemonic], {
    stdio: 'ignore',
    detached: true,
  })
  const rpcUrl = `http://127.0.0.1:${port}`
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
  for (;;) {
    if (child.exitCode !== null) throw new Error('anvil ended before it was ready')
    const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(
      (response) => response.json() as Promise<{ result: string }>,
      () => undefined,
    )
    if (answer) return { rpcUrl, chainId: Number(answer.result), stop: () => end(child) }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await gone
}

function getFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

const toChain = ({ rpcUrl, chainId }: TestChain) =>
  defineChain({
    id: chainId,
    name: 'test',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })

/** A funded wallet. */
export function createTestWallet(chain: TestChain, index: number) {
  return createWalletClient({
    account: mnemonicToAccount(mnemonic, { addressIndex: index }),
    chain: toChain(chain),
    transport: http(chain.rpcUrl),
    pollingInterval: 20,
  }).extend(publicActions)
}

/** Moves the chain's clock and mines. */
export async function passTime(chain: TestChain, seconds: number): Promise<void> {
  const client = createTestClient({ mode: 'anvil', chain: toChain(chain), transport: http(chain.rpcUrl) })
  await client.increaseTime({ seconds })
  await client.mine({ blocks: 1 })
}
