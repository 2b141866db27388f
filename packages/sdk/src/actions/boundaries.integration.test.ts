/** Turns, deadlines and fees of fuzzed orders: what the terms say in TypeScript and what the contract does, at and around every edge. */
import fc from 'fast-check'
import { type Address, encodeFunctionData, type Hex, maxUint256, toFunctionSelector, zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderEscrowAbi, testUsdAbi } from '../contracts/abi.ts'
import { deployContracts } from '../deployment/deployContracts.ts'
import { bpsCeil, bpsFloor } from '../protocol/amount.ts'
import { type EscrowDomain, hashOrder, hashOrderDetails, hashOrderParties, type Order, toOnchainOrder } from '../protocol/order.ts'
import { createTestWallet, startAnvil, type TestChain } from './anvil.fixture.ts'
import { registerProvider } from './registerProvider.ts'

type Wallet = ReturnType<typeof createTestWallet>
type Call = { readonly functionName: string; readonly args: readonly unknown[]; readonly from: Address; readonly time: number }

const DAY = 86_400
const CASES = 40
const errors = new Map<Hex, string>(
  orderEscrowAbi.flatMap((item) => (item.type === 'error' ? [[toFunctionSelector(item as never), item.name] as const] : [])),
)

let chain: TestChain
let payer: Wallet
let arbiter: Wallet
let providers: readonly [Wallet, Wallet, Wallet]
let domain: EscrowDomain
let token: Address
let salt = 0n

beforeAll(async () => {
  chain = await startAnvil()
  payer = createTestWallet(chain, 0)
  arbiter = createTestWallet(chain, 1)
  providers = [createTestWallet(chain, 2), createTestWallet(chain, 3), createTestWallet(chain, 4)]
  const attester = createTestWallet(chain, 5).account.address
  const terms = { attesters: [attester], threshold: 1, instantCap: 1n, bondBps: 777, maxProtocolFeeBps: 1_000 }
  const deployment = await deployContracts(payer, terms)
  domain = { chainId: chain.chainId, escrow: deployment.contracts.OrderEscrow }
  token = deployment.token.address
  const network = { chainId: chain.chainId, contracts: deployment.contracts }
  const place = { gatewayUrl: '', multiaddrs: [], corridors: ['NGN/bank'] as const, hpkePublicKey: `0x${'11'.repeat(32)}` as const }
  for (const wallet of [payer, ...providers]) {
    const { address } = wallet.account
    await wallet.writeContract({ address: token, abi: testUsdAbi, functionName: 'mint', args: [address, 2n ** 120n] })
    await wallet.writeContract({ address: token, abi: testUsdAbi, functionName: 'approve', args: [domain.escrow, maxUint256] })
    await write(wallet, 'deposit', [token, 2n ** 110n])
  }
  for (const wallet of providers) await registerProvider(wallet, { network, nodePrivateKey: generatePrivateKey(), ...place })
}, 60_000)

afterAll(() => chain?.stop())

const short = fc.integer({ min: 1, max: 3_600 })
const fuzzed = fc.record({
  turnSeconds: short,
  untilClaimBy: fc.integer({ min: 1, max: 5 * DAY }),
  payWindow: fc.integer({ min: 1, max: 7 * DAY }),
  challengeWindow: fc.integer({ min: 1, max: 7 * DAY }),
  slack: fc.integer({ min: 0, max: 10 * DAY }),
  integratorFeeBps: fc.integer({ min: 0, max: 1_000 }),
  protocolFeeBps: fc.integer({ min: 0, max: 1_000 }),
  amount: fc.oneof(fc.bigInt(1n, 2n ** 90n), fc.bigInt(1n, 30_000n)),
  pinned: fc.integer({ min: 0, max: 3 }),
})
type Fuzzed = typeof fuzzed extends fc.Arbitrary<infer Value> ? Value : never

test('behavior: pinned turns begin and end where the terms say, and claims end at claimBy', async () => {
  for (const drawn of fc.sample(fuzzed, { numRuns: CASES, seed: 11 })) {
    const { order, createdAt } = await create(drawn)
    const { settlement, routing } = toOnchainOrder(order)
    const args = [settlement, routing, hashOrderParties(order), zeroHash]
    const edges = [1, 2, 3, 4].flatMap((turn) => around(createdAt + turn * order.turnSeconds))
    for (const time of [createdAt, ...edges, ...around(order.claimBy)].filter((value) => value >= createdAt)) {
      const answers = await Promise.all(providers.map(({ account }) => call({ functionName: 'claim', args, from: account.address, time })))
      const expected = providers.map(({ account }) => claimAnswer(order, createdAt, account.address, time))
      expect(answers, `turn of ${time - createdAt} s, ${JSON.stringify(drawn, toText)}`).toEqual(expected)
    }
  }
}, 60_000)

test('behavior: every deadline of a claim, a submission, a dispute and a refund lets in exactly the seconds that it should', async () => {
  for (const drawn of fc.sample(fuzzed, { numRuns: CASES / 2, seed: 12 })) {
    const { order } = await create({ ...drawn, pinned: 0 })
    const terms = toOnchainOrder(order)
    const details = hashOrderDetails(order)
    const claimer = providers[0]
    const stranger = providers[2].account.address
    for (const time of around(order.reclaimAfter)) {
      expect(await call({ functionName: 'reclaim', args: [terms], from: stranger, time })).toBe(
        time < order.reclaimAfter ? 'TooEarly' : 'ok',
      )
    }
    const payBy = (await write(claimer, 'claim', [terms.settlement, terms.routing, hashOrderParties(order), zeroHash])) + order.payWindow
    for (const time of around(payBy)) {
      const give = call({ functionName: 'giveUp', args: [terms, 6], from: claimer.account.address, time })
      const expire = call({ functionName: 'expireClaim', args: [terms], from: stranger, time })
      expect(await Promise.all([give, expire])).toEqual(time > payBy ? ['TooLate', 'ok'] : ['ok', 'TooEarly'])
    }
    const challengeBy = (await write(claimer, 'submit', [terms.settlement, details, 1, '0x'])) + order.challengeWindow
    for (const time of around(challengeBy)) {
      const challenge = call({ functionName: 'challenge', args: [terms, zeroHash], from: payer.account.address, time })
      const settle = call({ functionName: 'settle', args: [terms.settlement, details], from: stranger, time })
      expect(await Promise.all([challenge, settle])).toEqual(time > challengeBy ? ['TooLate', 'ok'] : ['ok', 'TooEarly'])
    }
    const resolveBy = (await write(payer, 'challenge', [terms, zeroHash])) + 7 * DAY
    for (const time of around(resolveBy)) {
      const rule = call({ functionName: 'resolve', args: [terms, 0, zeroHash], from: arbiter.account.address, time })
      const byDefault = call({ functionName: 'resolveByDefault', args: [terms], from: stranger, time })
      expect(await Promise.all([rule, byDefault])).toEqual(time > resolveBy ? ['TooLate', 'ok'] : ['ok', 'TooEarly'])
    }
  }
}, 60_000)

test('behavior: fees are rounded down each for itself, the claimer gets the rest and its bond, to the last unit', async () => {
  const fees = { integrator: 0n, protocol: 0n }
  for (const drawn of fc.sample(fuzzed, { numRuns: CASES, seed: 13 })) {
    const { order } = await create({ ...drawn, pinned: 0 })
    const terms = toOnchainOrder(order)
    const claimer = providers[0]
    const before = await accountOf(claimer.account.address)
    await write(claimer, 'claim', [terms.settlement, terms.routing, hashOrderParties(order), zeroHash])
    const bond = bpsCeil(order.amount, 777n)
    expect(await accountOf(claimer.account.address)).toEqual([before[0] - bond, before[1] + bond])
    await write(payer, 'confirm', [terms, '0x'])
    const integratorFee = bpsFloor(order.amount, BigInt(order.integratorFeeBps))
    const protocolFee = bpsFloor(order.amount, BigInt(order.protocolFeeBps))
    expect(await accountOf(claimer.account.address)).toEqual([before[0] + order.amount - integratorFee - protocolFee, before[1]])
    fees.integrator += integratorFee
    fees.protocol += protocolFee
    expect(await read('feesOf', [order.integrator, token])).toEqual([fees.integrator, fees.protocol])
  }
}, 60_000)

/** Which answer a claim gets: what the terms say, in the order in which the contract asks. */
function claimAnswer(order: Order, createdAt: number, sender: Address, time: number): string {
  if (time >= order.claimBy) return 'TooLate'
  const turn = order.pinned[Math.floor((time - createdAt) / order.turnSeconds)] // nobody's after the last one
  return turn === undefined || turn === sender ? 'ok' : 'NotYourTurn'
}

const around = (time: number) => [time - 1, time, time + 1]
const toText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

async function create(drawn: Fuzzed): Promise<{ readonly order: Order; readonly createdAt: number }> {
  const { timestamp } = await payer.getBlock()
  const claimBy = Number(timestamp) + 600 + drawn.untilClaimBy // the next blocks come within ten minutes
  const order: Order = {
    payer: payer.account.address,
    refundTo: arbiter.account.address,
    token,
    amount: drawn.amount,
    payout: 1n,
    corridor: 'NGN/bank',
    recipientHash: zeroHash,
    integrator: arbiter.account.address,
    integratorFeeBps: drawn.integratorFeeBps,
    protocolFeeBps: drawn.protocolFeeBps,
    verifier: zeroAddress,
    arbiter: arbiter.account.address,
    challengeWindow: drawn.challengeWindow,
    reclaimAfter: claimBy + drawn.payWindow + drawn.slack,
    pinned: providers.slice(0, drawn.pinned).map(({ account }) => account.address),
    turnSeconds: drawn.turnSeconds,
    claimBy,
    payWindow: drawn.payWindow,
    salt: ++salt,
  }
  const createdAt = await write(payer, 'create', [toOnchainOrder(order)])
  const { status, createdAt: stored } = await read<{ status: number; createdAt: number }>('stateOf', [hashOrder(order, domain)])
  expect([status, stored]).toEqual([1, createdAt])
  return { order, createdAt }
}

/** The error of a call in a block of that time, or `ok`. Nothing is sent. */
async function call({ functionName, args, from, time }: Call): Promise<string> {
  const data = encodeFunctionData({ abi: orderEscrowAbi, functionName, args } as never) // names vary
  const params = [{ from, to: domain.escrow, data }, 'latest', {}, { time: `0x${time.toString(16)}` }]
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params })
  const answer = await fetch(chain.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { error } = (await answer.json()) as { error?: { message: string; data?: Hex } }
  if (!error) return 'ok'
  return errors.get((error.data ?? '0x').slice(0, 10) as Hex) ?? error.message
}

/** Sends, and answers with the block's time. */
async function write(wallet: Wallet, functionName: string, args: readonly unknown[]): Promise<number> {
  const parameters = { address: domain.escrow, abi: orderEscrowAbi, functionName, args, gas: 1_000_000n }
  const hash = await wallet.writeContract(parameters as never) // names vary
  const { status, blockNumber } = await wallet.waitForTransactionReceipt({ hash })
  expect(status, functionName).toBe('success')
  return Number((await wallet.getBlock({ blockNumber })).timestamp)
}

function read<Result>(functionName: string, args: readonly unknown[]): Promise<Result> {
  return payer.readContract({ address: domain.escrow, abi: orderEscrowAbi, functionName, args } as never) as Promise<never> // names vary
}

const accountOf = (account: Address) => read<readonly [bigint, bigint]>('accountOf', [account, token])
