/** Relaying on a real chain: every lane, quotas, refusals decoded, crashes, and a deployment that is not what it says. */
import { signFunding } from '@paynode/sdk'
import { testUsdAbi } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import { type Funding, hashOrder, type Order, orderDefaults, permit2Address } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData, type Hex, type PublicClient, serializeErc6492Signature } from 'viem'
import { anvil } from 'viem/chains'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readPermit2Code } from '../../../contracts/bench/permit2Code.ts'
import { createFunded, openClient, openMiner, startAnvil, type TestChain } from '../chain/anvil.fixture.ts'
import { createSender, type Sender } from '../chain/sender.ts'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { getRelay } from '../store/relays.ts'
import { openStore, type Store } from '../store/store.ts'
import { listOpenTransactions } from '../store/transactions.ts'
import { createRelay } from './createRelay.ts'
import { multicall3 } from './toRelayCall.ts'
import type { RelayDeps, RelayLimits } from './types.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const never = new AbortController().signal
type Funded = Awaited<ReturnType<typeof createFunded>>
let chain: TestChain
let network: { chainId: number; contracts: { OrderEscrow: Address; ProviderRegistry: Address; QuorumVerifier: Address } }
let token: Address
let operator: Funded
let payer: Funded
let store: Store
let sender: Sender
let salts = 0n

beforeAll(async () => {
  chain = await startAnvil()
  const deployer = await createFunded(chain)
  const deployed = await deployContracts(deployer.wallet, { attesters: [deployer.address], threshold: 1 })
  token = deployed.token.address
  network = { chainId: anvil.id, contracts: deployed.contracts }
  await openMiner(chain).setCode({ address: permit2Address, bytecode: readPermit2Code(anvil.id) as Hex })
})
afterAll(() => chain?.stop())
beforeEach(async () => {
  store = openStore(':memory:')
  operator = await createFunded(chain)
  payer = await createFunded(chain)
  await openMiner(chain).setBalance({ address: payer.address, value: 10n ** 18n })
  await write(payer, token, 'mint', [payer.address, 10n ** 12n])
  for (const spender of [permit2Address, network.contracts.OrderEscrow]) await write(payer, token, 'approve', [spender, 10n ** 18n])
  await openMiner(chain).setBalance({ address: payer.address, value: 0n }) // from here on the payer has no gas
  sender = openSender()
})
afterEach(async () => {
  await openMiner(chain).setAutomine(true)
  await sender.close()
  store.close()
})

async function write(by: Funded, address: Address, functionName: 'mint' | 'approve', args: readonly [Address, bigint]) {
  const hash = await by.wallet.writeContract({ address, abi: testUsdAbi, functionName, args })
  await by.wallet.waitForTransactionReceipt({ hash })
}
const openSender = (client = openClient(chain) as PublicClient) =>
  createSender({
    store,
    client,
    account: operator.account,
    chain: anvil,
    clock: systemClock,
    logger: quiet,
    metrics: noMetrics,
    signal: never,
  })

function open(limits: Partial<RelayLimits> = {}, changes: Partial<RelayDeps> = {}) {
  return createRelay({
    store,
    clock: systemClock,
    logger: quiet,
    metrics: noMetrics,
    client: openClient(chain),
    sender,
    chainId: anvil.id,
    escrow: network.contracts.OrderEscrow,
    token,
    limits: { perPayerPerDay: 3, gasPerDay: 10n ** 18n, maxGas: 1_000_000n, minAmount: 0n, ...limits },
    creationOf: () => undefined,
    signal: never,
    ...changes,
  })
}

async function draft(changes: Partial<Order> = {}): Promise<Order> {
  const { timestamp } = await openClient(chain).getBlock()
  const now = Number(timestamp)
  salts += 1n
  return {
    ...orderDefaults,
    payer: payer.address,
    refundTo: payer.address,
    token,
    amount: 25_000_000n,
    payout: 4_000_000n,
    corridor: 'NGN/bank',
    recipientHash: `0x${'5a'.repeat(32)}`,
    verifier: network.contracts.QuorumVerifier,
    reclaimAfter: now + 7_200,
    turnSeconds: 6,
    claimBy: now + 600,
    payWindow: 300,
    salt: salts,
    ...changes,
  }
}
const idOf = (order: Order) => hashOrder(order, { chainId: anvil.id, escrow: network.contracts.OrderEscrow })
const sign = (order: Order, lane: 'authorization' | 'allowance' | 'permit2' = 'allowance') =>
  signFunding(payer.wallet, { network, order, lane })
const submit = async (relay: ReturnType<typeof open>, order: Order, funding: Funding, beforeSending = async () => {}) =>
  relay.submit({ orderId: idOf(order), order, funding, beforeSending })
const until = (look: () => unknown) => expect.poll(look, { interval: 10, timeout: 20_000 })

async function expectCreated(hash: Hex, orderId: Hex) {
  const receipt = await openClient(chain).waitForTransactionReceipt({ hash, pollingInterval: 20 })
  expect(receipt.status).toBe('success')
  expect(receipt.logs.flatMap(({ topics }) => topics as readonly Hex[])).toContain(orderId)
}

test.each(['allowance', 'permit2'] as const)('a payer without gas gets an order by %s', async (lane) => {
  const order = await draft()
  const result = await submit(open(), order, await sign(order, lane))
  expect(result.type).toBe('sent')
  if (result.type === 'sent') await expectCreated(result.transactionHash, idOf(order))
})

test('the same order twice at once and later is one transaction', async () => {
  const relay = open()
  const order = await draft()
  const funding = await sign(order)
  const [first, second] = await Promise.all([submit(relay, order, funding), submit(relay, order, funding)])
  expect(first).toEqual(second)
  expect(await submit(open(), order, funding)).toEqual(first)
  expect(store.db.prepare('SELECT count(*) AS total FROM transactions').get()).toEqual({ total: 1 })
  expect(relay.leftToday(payer.address)).toBe(2)
})

test('what would revert is refused by name and value, sends nothing and costs no quota', async () => {
  const relay = open()
  const poor = await draft({ amount: 10n ** 15n })
  const refused = await submit(relay, poor, await sign(poor))
  expect(refused).toMatchObject({ type: 'refused', refusal: { name: expect.stringMatching(/^[A-Z]\w+$/) } })
  const order = await draft()
  const forged = await submit(relay, { ...order, payout: order.payout - 1n }, await sign(order))
  expect(forged.type).toBe('refused')
  const exists = await draft()
  expect((await submit(relay, exists, await sign(exists))).type).toBe('sent')
  expect(relay.leftToday(payer.address)).toBe(2)
  const late = await draft({ reclaimAfter: 1 })
  const named = await submit(relay, late, await sign(late))
  expect(named).toMatchObject({ type: 'refused', refusal: { name: expect.stringMatching(/^[A-Z]\w+$/) } })
})

test('quotas end, for that payer, and say for how long', async () => {
  const relay = open({ perPayerPerDay: 1 })
  const [first, second] = [await draft(), await draft()]
  expect((await submit(relay, first, await sign(first))).type).toBe('sent')
  const over = await submit(relay, second, await sign(second))
  expect(over.type).toBe('quota')
  if (over.type === 'quota') expect(over.retryAfterSeconds).toBeGreaterThan(86_000)
  expect(getRelay(store, idOf(second))).toBeUndefined()
})

test('two orders at once cannot share the last of a quota', async () => {
  const relay = open({ perPayerPerDay: 1 })
  const orders = [await draft(), await draft(), await draft()]
  const results = await Promise.all(orders.map(async (order) => submit(relay, order, await sign(order))))
  expect(results.map(({ type }) => type).sort()).toEqual(['quota', 'quota', 'sent'])
})

test('the gas budget, the gas of one order and what is worth its gas are limits', async () => {
  const order = await draft()
  const funding = await sign(order)
  expect((await submit(open({ gasPerDay: 1n }), order, funding)).type).toBe('exhausted')
  expect((await submit(open({ maxGas: 1_000n }), order, funding)).type).toBe('unacceptable')
  expect((await submit(open({ minAmount: order.amount + 1n }), order, funding)).type).toBe('unacceptable')
  const elsewhere = { ...order, token: payer.address }
  expect((await submit(open(), elsewhere, funding)).type).toBe('unacceptable')
  expect(store.db.prepare('SELECT count(*) AS total FROM transactions').get()).toEqual({ total: 0 })
})

test('when the recipient cannot be kept no money moves, and the order may be tried again', async () => {
  const relay = open()
  const order = await draft()
  const funding = await sign(order)
  const failing = async () => {
    throw new Error('no envelope can be used')
  }
  await expect(submit(relay, order, funding, failing)).rejects.toThrow('no envelope')
  expect(relay.leftToday(payer.address)).toBe(3)
  expect((await submit(relay, order, funding)).type).toBe('sent')
})

test('a crash between recording and telling: the payer asks again and gets the recorded transaction', async () => {
  const order = await draft()
  const funding = await sign(order)
  const client = openClient(chain) as PublicClient
  const gone = Promise.withResolvers<never>()
  sender = openSender({ ...client, sendRawTransaction: () => gone.promise } as PublicClient)
  void submit(open(), order, funding)
  await until(() => listOpenTransactions(store).length).toBe(1)
  expect(getRelay(store, idOf(order))).toMatchObject({ state: 'accepted', transactionHash: undefined })
  gone.promise.catch(() => {})
  gone.reject(new Error('the process ends here'))
  await sender.close()
  sender = openSender()
  await sender.recover()
  const [recorded] = store.db.prepare<[], { hash: Hex }>('SELECT hash FROM transactions').all()
  const result = await submit(open(), order, funding)
  expect(result).toEqual({ type: 'sent', transactionHash: recorded!.hash })
  await expectCreated(recorded!.hash, idOf(order))
})

test('nobody makes the operator’s key call what it likes by calling it a deployment', async () => {
  await write(operator, token, 'mint', [operator.address, 5n])
  const order = await draft()
  const funding = await sign(order)
  if (funding.lane !== 'allowance') throw new Error('another lane')
  const data = encodeFunctionData({ abi: testUsdAbi, functionName: 'transfer', args: [payer.address, 5n] })
  const wrapped = serializeErc6492Signature({ address: token, data, signature: funding.signature })
  expect((await submit(open(), order, { ...funding, signature: wrapped })).type).toBe('unacceptable') // no Multicall3 here yet
  await openMiner(chain).setCode({ address: multicall3, bytecode: await forwarder() })
  await submit(open(), order, { ...funding, signature: wrapped })
  expect(
    await openClient(chain).readContract({ address: token, abi: testUsdAbi, functionName: 'balanceOf', args: [operator.address] }),
  ).toBe(5n)
  await openMiner(chain).setCode({ address: multicall3, bytecode: '0x' })
})

/** A stand-in for Multicall3's code that stops at once: what is tested is who would be the caller. */
const forwarder = async (): Promise<Hex> => '0x00'
