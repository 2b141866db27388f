/** The sender against a real chain: nonces, refusals, crashes, slow blocks, a stolen nonce. */

import { orderEscrowAbi, testUsdAbi } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import { type Address, encodeFunctionData, type PublicClient } from 'viem'
import { anvil } from 'viem/chains'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { openStore, type Store } from '../store/store.ts'
import { listOpenTransactions, sumGasSince } from '../store/transactions.ts'
import { createFunded, openClient, openMiner, startAnvil, type TestChain } from './anvil.fixture.ts'
import { createSender, type Sender, type SenderDeps } from './sender.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const never = new AbortController().signal
let chain: TestChain
let token: Address
let escrow: Address
let owner: Awaited<ReturnType<typeof createFunded>>
let store: Store
const open: Sender[] = []

beforeAll(async () => {
  chain = await startAnvil()
  const deployer = await createFunded(chain)
  const deployed = await deployContracts(deployer.wallet, { attesters: [deployer.address], threshold: 1 })
  token = deployed.token.address
  escrow = deployed.contracts.OrderEscrow
})
afterAll(() => chain?.stop())
beforeEach(async () => {
  store = openStore(':memory:')
  owner = await createFunded(chain)
})
afterEach(async () => {
  await openMiner(chain).setAutomine(true)
  for (const sender of open.splice(0)) await sender.close()
  store.close()
})

function createTestSender(over: Partial<SenderDeps> = {}) {
  const { account } = owner
  const client = openClient(chain) as PublicClient
  const deps = { store, client, account, chain: anvil, clock: systemClock, logger: quiet, metrics: noMetrics, signal: never, ...over }
  const sender = createSender(deps)
  open.push(sender)
  return sender
}
const mint = (sender: Sender, amount: bigint) =>
  sender.send({
    purpose: 'mint',
    to: token,
    data: encodeFunctionData({ abi: testUsdAbi, functionName: 'mint', args: [owner.address, amount] }),
    signal: never,
  })
const balance = () => openClient(chain).readContract({ address: token, abi: testUsdAbi, functionName: 'balanceOf', args: [owner.address] })
const rows = () => store.db.prepare<[], { nonce: number; state: string }>('SELECT nonce, state FROM transactions ORDER BY id').all()
const until = (look: () => unknown) => expect.poll(look, { interval: 10, timeout: 20_000 })
/** A node that takes nothing. */
const deaf = () => {
  const client = openClient(chain) as PublicClient
  return { ...client, sendRawTransaction: () => Promise.reject(new Error('connection refused')) } as PublicClient
}

test('simultaneous calls take consecutive nonces and are all mined', async () => {
  const sender = createTestSender()
  const results = await Promise.all(Array.from({ length: 12 }, (_, index) => mint(sender, BigInt(index + 1))))
  expect(results.map(({ type }) => type)).toEqual(Array(12).fill('mined'))
  expect(rows().map(({ nonce }) => nonce)).toEqual(Array.from({ length: 12 }, (_, index) => index))
  expect(await balance()).toBe(78n)
})

test('the same call twice at once is one transaction', async () => {
  const sender = createTestSender()
  const [left, right] = await Promise.all([mint(sender, 5n), mint(sender, 5n)])
  expect(left).toEqual(right)
  expect(await balance()).toBe(5n)
})

test('a call that would revert is refused by the name of its error, and nothing is recorded', async () => {
  const data = encodeFunctionData({ abi: orderEscrowAbi, functionName: 'withdraw', args: [token, 1n, owner.address] })
  const result = await createTestSender().send({ purpose: 'withdraw', to: escrow, data, signal: never })
  expect(result).toEqual({ type: 'refused', reason: 'InsufficientFunds' })
  expect(rows()).toEqual([])
})

test('a crash between record and send: the bytes are sent once, the call joins them, the next nonce follows', async () => {
  const first = createTestSender({ client: deaf() })
  const lost = mint(first, 7n).catch((error: Error) => error.message)
  await until(() => listOpenTransactions(store).length).toBe(1)
  await first.close()
  expect(await lost).toBe('the sender is closed')
  expect(await balance()).toBe(0n)

  const second = createTestSender()
  await second.recover()
  const [again, other] = await Promise.all([mint(second, 7n), mint(second, 1n)])
  expect([again.type, other.type]).toEqual(['mined', 'mined'])
  expect(await balance()).toBe(8n)
  expect(rows()).toEqual([
    { nonce: 0, state: 'mined' },
    { nonce: 1, state: 'mined' },
  ])
})

test('what was mined while the daemon was down is found', async () => {
  const first = createTestSender()
  await openMiner(chain).setAutomine(false)
  const lost = mint(first, 3n).catch(() => undefined)
  await until(() => rows()[0]?.state).toBe('sent')
  await first.close()
  await lost
  await openMiner(chain).mine({ blocks: 1 })
  await createTestSender().recover()
  await until(() => rows()[0]?.state).toBe('mined')
  expect(await balance()).toBe(3n)
})

test('a slow transaction is replaced with a higher fee and mined once', async () => {
  const sender = createTestSender({ replaceAfterMs: 200 })
  await openMiner(chain).setAutomine(false)
  const sent = mint(sender, 9n)
  await until(() => rows().length).toBeGreaterThan(1)
  await openMiner(chain).mine({ blocks: 1 })
  expect((await sent).type).toBe('mined')
  expect(rows().filter(({ state }) => state === 'mined')).toHaveLength(1)
  expect(new Set(rows().map(({ nonce }) => nonce))).toEqual(new Set([0]))
  expect(await balance()).toBe(9n)
})

test('a nonce that another program took is told, and the next call works', async () => {
  const sender = createTestSender({ client: deaf() })
  const sent = mint(sender, 4n).catch((error: Error) => error.message)
  await until(() => rows().length).toBe(1)
  await owner.wallet.sendTransaction({ to: owner.address, value: 1n })
  expect(await sent).toContain('used by another program')
  expect(rows()[0]?.state).toBe('dropped')
  expect((await mint(createTestSender(), 4n)).type).toBe('mined')
})

test('gas dearer than the cap is waited out, not paid', async () => {
  const sender = createTestSender({ caps: { maxFeePerGas: 1n } })
  await expect(mint(sender, 1n)).rejects.toThrow('raise chain.fees.maxFeePerGas or wait')
  expect(rows()).toEqual([])
})

test('a replacement never costs more than the cap; a transaction that stays unmined is told as stuck until it is mined', async () => {
  const { maxFeePerGas } = await openClient(chain).estimateFeesPerGas()
  const gauges: number[] = []
  const metrics = {
    ...noMetrics,
    gauge: (name: string, value: number) => void (name === 'paynode_transactions_stuck' && gauges.push(value)),
  }
  const sender = createTestSender({ replaceAfterMs: 50, stuckAfterMs: 1_000, caps: { maxFeePerGas: maxFeePerGas * 2n }, metrics })
  await openMiner(chain).setAutomine(false)
  const sent = mint(sender, 2n)
  await until(() => gauges).toEqual([1])
  expect(rows()).toHaveLength(1)
  await openMiner(chain).mine({ blocks: 1 })
  expect((await sent).type).toBe('mined')
  expect(gauges).toEqual([1, 0])
})

test('a day’s gas budget stops what can wait, never what is owed', async () => {
  const sender = createTestSender()
  await mint(sender, 1n)
  const spent = sumGasSince(store, 0)
  expect(spent).toBe(10n ** 20n - (await openClient(chain).getBalance({ address: owner.address })))
  const poor = createTestSender({ caps: { perDay: spent } })
  const send = (purpose: string, amount: bigint) =>
    poor.send({
      purpose,
      to: token,
      data: encodeFunctionData({ abi: testUsdAbi, functionName: 'mint', args: [owner.address, amount] }),
      signal: never,
    })
  await expect(send('claim', 2n)).rejects.toThrow('raise chain.fees.perDay or wait')
  expect((await send('settle', 3n)).type).toBe('mined')
})
