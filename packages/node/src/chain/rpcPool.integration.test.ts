/** The pool, the comparison and the check before paying, with real HTTP proxies that misbehave in front of a real chain. */
import { depositStake, registerProvider } from '@paynode/sdk'
import { orderEscrowAbi, testUsdAbi } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import { createHpkeKeyPair, hashOrder, type Order, orderDefaults, toClaimArgs, toOnchainOrder } from '@paynode/sdk/protocol'
import { type Address, maxUint256, zeroHash } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { anvil } from 'viem/chains'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { OrderRecord } from '../orders/types.ts'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { createFunded, openMiner, startAnvil, type TestChain } from './anvil.fixture.ts'
import { createCrossCheck } from './crossCheck.ts'
import type { WatchedContracts } from './decode.ts'
import { compareEndpoints } from './rpcAudit.ts'
import { createRpcPool } from './rpcPool.ts'
import { type RpcProxy, startRpcProxy } from './rpcProxy.fixture.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const clock = createVirtualClock(1_000_000)
let chain: TestChain
let contracts: WatchedContracts
let record: OrderRecord
let proxies: RpcProxy[] = []
type Trio = [RpcProxy, RpcProxy, RpcProxy]

beforeAll(async () => {
  chain = await startAnvil()
  const owner = await createFunded(chain)
  const deployed = await deployContracts(owner.wallet, { attesters: [owner.address], threshold: 1 })
  contracts = { escrow: deployed.contracts.OrderEscrow, registry: deployed.contracts.ProviderRegistry }
  record = await placeOrder(owner, deployed)
})
afterAll(() => chain?.stop())
beforeEach(async () => {
  proxies = await Promise.all([1, 2, 3].map(() => startRpcProxy(chain.rpcUrl)))
})
afterEach(() => Promise.all(proxies.map(({ close }) => close())))

/** An order that its own provider has claimed, three blocks deep. */
async function placeOrder(
  owner: Awaited<ReturnType<typeof createFunded>>,
  { contracts: addresses, token }: Awaited<ReturnType<typeof deployContracts>>,
): Promise<OrderRecord> {
  const { wallet, address } = owner
  const network = { chainId: anvil.id, rpcUrl: chain.rpcUrl, contracts: addresses, token, gateways: [] }
  const write = async (to: Address, abi: typeof testUsdAbi | typeof orderEscrowAbi, functionName: string, args: readonly unknown[]) =>
    wallet.waitForTransactionReceipt({ hash: await wallet.writeContract({ address: to, abi, functionName, args } as never) })
  await write(token.address, testUsdAbi, 'mint', [address, 10n ** 12n])
  await write(token.address, testUsdAbi, 'approve', [addresses.OrderEscrow, maxUint256])
  const { publicKey } = await createHpkeKeyPair()
  await registerProvider(wallet, {
    network,
    nodePrivateKey: generatePrivateKey(),
    hpkePublicKey: publicKey,
    gatewayUrl: 'http://127.0.0.1:1',
    multiaddrs: [],
    corridors: ['NGN/bank'],
  })
  await depositStake(wallet, { network, amount: 5_000_000n })
  const now = Number((await wallet.getBlock()).timestamp)
  const order: Order = {
    ...orderDefaults,
    payer: address,
    refundTo: address,
    token: token.address,
    verifier: addresses.QuorumVerifier,
    amount: 1_000_000n,
    payout: 150_000n,
    corridor: 'NGN/bank',
    claimBy: now + 600,
    payWindow: 600,
    reclaimAfter: now + 3_600,
    turnSeconds: 0,
    salt: 1n,
  }
  const toPosition = async (receipt: Awaited<ReturnType<typeof write>>) => ({
    block: Number(receipt.blockNumber),
    blockHash: receipt.blockHash,
    blockTime: now,
    logIndex: 0,
    transactionHash: receipt.transactionHash,
  })
  const created = await toPosition(await write(addresses.OrderEscrow, orderEscrowAbi, 'create', [toOnchainOrder(order)]))
  const claimedAt = await toPosition(await write(addresses.OrderEscrow, orderEscrowAbi, 'claim', toClaimArgs(order, zeroHash)))
  await openMiner(chain).mine({ blocks: 3 })
  return {
    id: hashOrder(order, { chainId: anvil.id, escrow: addresses.OrderEscrow }),
    order,
    corridor: 'NGN/bank',
    state: 'claimed',
    created,
    claimedAt,
    claimer: address,
    ranking: [],
    rank: 0,
    turnStart: 0,
    failedBy: [],
  }
}

const openPool = (urls = proxies.map(({ url }) => url)) =>
  createRpcPool({ urls, chain: anvil, pollMs: 20, clock, logger: quiet, metrics: noMetrics, timeoutMs: 2_000 })
const compare = (pool: ReturnType<typeof openPool>, lies: number[] = []) =>
  compareEndpoints(
    { pool, contracts, clock, logger: quiet, metrics: noMetrics, signal: AbortSignal.timeout(60_000), onLie: (at) => lies.push(at) },
    0,
  )

test('asks the first while it is well', async () => {
  const { client } = openPool()
  for (let turn = 0; turn < 5; turn++) await client.getBlockNumber()
  expect(proxies.map(({ calls }) => calls.length)).toEqual([5, 0, 0])
})

test.each(['down', 'throttle'] as const)('an endpoint that is in trouble (%s) costs one call, rests, and comes back', async (misdeed) => {
  const [first, second] = proxies as Trio
  const { client } = openPool()
  first.misdeed = misdeed
  for (let turn = 0; turn < 5; turn++) await client.getBlockNumber()
  expect([first.calls.length, second.calls.length]).toEqual([1, 5])
  first.misdeed = 'none'
  clock.advance(300_000)
  await client.getBlockNumber()
  expect(first.calls.length).toBe(2)
})

test("the chain's own answers are nobody's fault", async () => {
  const { client, health } = openPool()
  await expect(client.getBlock({ blockNumber: 10n ** 9n })).rejects.toThrow()
  await expect(
    client.readContract({
      address: contracts.escrow,
      abi: orderEscrowAbi,
      functionName: 'resolveByDefault',
      args: [toOnchainOrder(record.order)],
    } as never),
  ).rejects.toThrow('WrongStatus')
  expect(health.order()).toEqual([0, 1, 2])
  expect(proxies.map(({ calls }) => calls.length)).toEqual([2, 0, 0])
})

test('fails when all fail, and says so', async () => {
  for (const proxy of proxies) proxy.misdeed = 'down'
  await expect(openPool().client.getBlockNumber()).rejects.toThrow()
})

test('who lags waits at the back', async () => {
  const pool = openPool()
  ;(proxies as Trio)[0].misdeed = { lag: 5 }
  await compare(pool)
  expect(pool.health.order()).toEqual([1, 2, 0])
  ;(proxies as Trio)[0].misdeed = 'none'
  await compare(pool)
  expect(pool.health.order()).toEqual([0, 1, 2])
})

test.each(['forge', 'hide'] as const)(
  'who is contradicted by two others (%s) is locked out, and what it told is read again',
  async (misdeed) => {
    const pool = openPool()
    ;(proxies as Trio)[0].misdeed = misdeed
    const lies: number[] = []
    await compare(pool, lies)
    expect(pool.health.order()).toEqual([1, 2])
    expect(lies).toEqual([0])
    clock.advance(700_000)
    expect(pool.health.order()).toHaveLength(3)
  },
)

test('of two that contradict each other nobody is believed more', async () => {
  const pool = openPool(proxies.slice(0, 2).map(({ url }) => url))
  ;(proxies as Trio)[0].misdeed = 'hide'
  const lies: number[] = []
  expect(await compare(pool, lies)).toBeUndefined()
  expect([pool.health.order(), lies]).toEqual([[0, 1], []])
})

test('every endpoint hears of a transaction; one that refuses it does not matter', async () => {
  const { client } = openPool()
  const sender = await createFunded(chain)
  const raw = await sender.wallet.signTransaction(
    await sender.wallet.prepareTransactionRequest({ to: sender.address, value: 0n, gas: 21_000n }),
  )
  ;(proxies as Trio)[0].misdeed = 'down'
  await client.sendRawTransaction({ serializedTransaction: raw })
  await expect.poll(() => proxies.every(({ calls }) => calls.includes('eth_sendRawTransaction'))).toBe(true)
})

const openCheck = (urls?: string[]) =>
  createCrossCheck({ pool: openPool(urls), chainId: anvil.id, escrow: contracts.escrow, clock, logger: quiet, metrics: noMetrics })
/** Asks until the answer is there. */
async function isAgreed(check: ReturnType<typeof openCheck>, of = record, confirmations = 2): Promise<boolean> {
  clock.advance(2_000)
  check.isAgreed(of, confirmations)
  await check.close()
  return check.isAgreed(of, confirmations)
}

test('a claimed order is agreed on by honest endpoints, even when one is down', async () => {
  expect(await isAgreed(openCheck())).toBe(true)
  ;(proxies as Trio)[0].misdeed = 'down'
  expect(await isAgreed(openCheck())).toBe(true)
})

test.each([['forge'], ['down'], [{ lag: 4 }]] as const)(
  'with two endpoints, one that is %s keeps the order from being paid until it is well',
  async (misdeed) => {
    const check = openCheck(proxies.slice(0, 2).map(({ url }) => url))
    ;(proxies as Trio)[1].misdeed = misdeed
    expect(await isAgreed(check)).toBe(false)
    ;(proxies as Trio)[1].misdeed = 'none'
    expect(await isAgreed(check)).toBe(true)
  },
)

test('an invented claim, invented terms and a claim that is not deep enough are not agreed on', async () => {
  const other = { ...record, claimer: contracts.registry }
  expect(await isAgreed(openCheck(), other)).toBe(false)
  expect(await isAgreed(openCheck(), record, 1_000)).toBe(false)
  const terms = { ...record, order: { ...record.order, payout: 150_001n } }
  expect(await isAgreed(openCheck(), terms)).toBe(false)
  expect(await isAgreed(openCheck([chain.rpcUrl]), terms)).toBe(false)
  expect(await isAgreed(openCheck([chain.rpcUrl]))).toBe(true)
})

test('a comparison looks at each block once', async () => {
  const pool = openPool()
  const head = Number(await pool.client.getBlockNumber())
  expect(await compare(pool)).toBe(head - 1)
})
