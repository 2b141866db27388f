/** A real chain, clients and a tiny gateway for tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer as createHttpServer } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { type Address, createTestClient, createWalletClient, defineChain, http, publicActions } from 'viem'
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

/** What a test gateway answers and what it was sent. */
export type TestGateway = { readonly url: string; readonly received: unknown[]; readonly stop: () => Promise<void> }

/** A gateway that quotes the `rate` of its terms as they are then, for `provider` and takes every envelope; `status` other than 200 refuses everything. */
export async function startGateway(
  terms: { readonly provider: Address; rate: bigint },
  { status = 200 }: { readonly status?: number } = {},
): Promise<TestGateway> {
  const received: unknown[] = []
  const server = createHttpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://gateway')
    const reply = (body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      if (status !== 200) return reply({ detail: 'busy' })
      if (url.pathname === '/v1/quotes') {
        const { provider, rate } = terms
        const payout = (BigInt(url.searchParams.get('amount') ?? '0') * rate) / 1_000_000n
        return reply({
          epoch: 7,
          quotes: [{ provider, rate: `${rate}`, payout: `${payout}`, minPayout: '100', maxPayout: '100000000' }],
        })
      }
      if (url.pathname === '/v1/recipients') {
        received.push(JSON.parse(text))
        return reply({ stored: 1 })
      }
      if (url.pathname.endsWith('/events')) {
        const after = Number(url.searchParams.get('after'))
        return reply({
          events: [{ seq: 1, at: 1, type: 'chainCreated', name: 'order.created', state: 'seen' }].filter(({ seq }) => seq > after),
        })
      }
      return reply({})
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, received, stop: () => new Promise((resolve) => server.close(() => resolve())) }
}
