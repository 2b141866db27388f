/** A real chain for tests of this folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { type Address, createPublicClient, createTestClient, createWalletClient, type Hex, http, publicActions } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { anvil } from 'viem/chains'

/** A running chain that mines every transaction at once. */
export type TestChain = { readonly rpcUrl: string; stop(): Promise<void> }

/** Starts anvil on a free port. */
export async function startAnvil(): Promise<TestChain> {
  const port = await getFreePort()
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('@foundry-rs/anvil/package.json')
  const file = join(dirname(manifest), (require(manifest) as { bin: { anvil: string } }).bin.anvil)
  const child = spawn(process.execPath, [file, '--port', String(port), '--silent'], { stdio: 'ignore', detached: true })
  const rpcUrl = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    const isUp = await fetch(rpcUrl, { method: 'POST', body: '{}' }).then(
      () => true,
      () => false,
    )
    if (isUp) return { rpcUrl, stop: () => end(child) }
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('anvil ended before it was ready')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  process.kill(-child.pid, 'SIGKILL')
  await gone
}

async function getFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

export const openClient = ({ rpcUrl }: TestChain) => createPublicClient({ chain: anvil, transport: http(rpcUrl), cacheTime: 0 })
export const openMiner = ({ rpcUrl }: TestChain) => createTestClient({ mode: 'anvil', chain: anvil, transport: http(rpcUrl) })

/** A new account with ether. */
export async function createFunded(chain: TestChain, key: Hex = generatePrivateKey()) {
  const account = privateKeyToAccount(key)
  await openMiner(chain).setBalance({ address: account.address, value: 10n ** 20n })
  const wallet = createWalletClient({ account, chain: anvil, transport: http(chain.rpcUrl), pollingInterval: 20 }).extend(publicActions)
  return { account, wallet, address: account.address as Address }
}
