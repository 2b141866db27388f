/** The escrow model against the real contracts on a real chain: seeded histories; errors, events, orders, accounts and wallets compared. */
import { registerProvider } from '@paynode/sdk'
import { orderEscrowAbi, testUsdAbi } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import { createHpkeKeyPair, type Order, toAttestationTypedData, toEscrowDomain, toQuorumProof } from '@paynode/sdk/protocol'
import { type Address, decodeErrorResult, erc20Abi, type Hex, maxUint256, parseEventLogs, toFunctionSelector } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeLog } from '../../../../node/src/chain/decode.ts'
import { createTestWallet, startAnvil, type TestChain } from '../../../../sdk/src/actions/anvil.fixture.ts'
import { callRpc } from '../../chaos/rpc.ts'
import { createTermsBook, toCalldata } from '../chain/terms.ts'
import { createRandom } from '../world/random.ts'
import { getAccount, getWallet } from './accounts.ts'
import { applyCall, sumHeld } from './applyCall.ts'
import { type Cast, type Drawn, drawCall, drawOrder, usual } from './drawCall.ts'
import type { EscrowRules, EscrowState, Proof, Terms } from './types.ts'

const STEPS = 90
/** Reading everything costs more than everything else: errors and events are compared at every step, the rest at every fifth. */
const READ_EVERY = 5
const refusals = [
  'AmountOutOfRange',
  'FeeTooHigh',
  'InsufficientFunds',
  'InvalidDeadline',
  'InvalidReceiver',
  'InvalidSender',
  'InvalidSignature',
  'NoArbiter',
  'NoVerifier',
  'NotRegistered',
  'NotYourTurn',
  'ProofRejected',
  'TokenNotAllowed',
  'TooEarly',
  'TooLate',
  'WrongCause',
  'WrongStatus',
  'ZeroAddress',
]
const FUNDS = 1_000_000_000_000n
type Wallet = ReturnType<typeof createTestWallet>
let chain: TestChain
let deployer: Wallet
let wallets: readonly Wallet[] // payer, arbiter, stranger, three providers (the last one is not registered)
let rules: EscrowRules
let cast: Cast
const seen = new Set<string>() // calls that went through, and calls with the error that they met
let leftOver = 0n // what orders and fees of the histories before still hold

beforeAll(async () => {
  chain = await startAnvil()
  deployer = createTestWallet(chain, 0)
  wallets = [1, 2, 3, 4, 5, 6].map((index) => createTestWallet(chain, index))
  const [payer, arbiter, stranger, ...providers] = wallets.map(({ account }) => account.address) as [
    Address,
    Address,
    Address,
    ...Address[],
  ]
  cast = { payer, arbiter, stranger, providers }
  const feeReceiver = deployer.account.address
  const terms = { attesters: providers, threshold: 2, bondBps: 500, maxProtocolFeeBps: 100, instantCap: 1_000_000n, feeReceiver }
  const { contracts, token } = await deployContracts(deployer, terms)
  const registered = new Set(providers.slice(0, 2).map((address) => address.toLowerCase()))
  rules = {
    ...terms,
    token: token.address,
    escrow: contracts.OrderEscrow,
    verifier: contracts.QuorumVerifier,
    isActive: (provider) => registered.has(provider.toLowerCase()),
  }
  const network = { chainId: chain.chainId, rpcUrl: chain.rpcUrl, contracts, token, gateways: [] }
  for (const wallet of wallets) {
    const mint = await deployer.writeContract({
      address: token.address,
      abi: testUsdAbi,
      functionName: 'mint',
      args: [wallet.account.address, FUNDS],
    })
    await deployer.waitForTransactionReceipt({ hash: mint })
    const hash = await wallet.writeContract({
      address: token.address,
      abi: erc20Abi,
      functionName: 'approve',
      args: [rules.escrow, maxUint256],
    })
    await wallet.waitForTransactionReceipt({ hash })
    const funds = await wallet.writeContract({
      address: rules.escrow,
      abi: orderEscrowAbi,
      functionName: 'deposit',
      args: [token.address, FUNDS / 1_000n],
    })
    await wallet.waitForTransactionReceipt({ hash: funds })
    if (!registered.has(wallet.account.address.toLowerCase())) continue
    const { publicKey } = await createHpkeKeyPair()
    const place = { gatewayUrl: 'http://127.0.0.1:1', multiaddrs: [], corridors: ['NGN/bank' as const] }
    await registerProvider(wallet, { network, nodePrivateKey: generatePrivateKey(), hpkePublicKey: publicKey, ...place })
  }
}, 120_000)
afterAll(() => chain?.stop())

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'seed %i: model and contracts agree at every step',
  async (seed) => {
    const random = createRandom(seed)
    const book = createTermsBook({ chainId: chain.chainId, escrow: rules.escrow })
    const orders: Terms[] = []
    let state = await readAccounts()
    leftOver = getWallet(state, rules.escrow) - sumHeld(state, () => 0n)
    let time = Number((await deployer.getBlock()).timestamp)
    for (let index = 0; index < STEPS; index++) {
      time += random.pick([1, 1, 3, 10, 40])
      if (random.chance([...state.orders.values()].some(({ status }) => status === 'disputed') ? 0.05 : 0.01)) time += 8 * 86_400
      if (orders.length === 0 || random.chance(0.2)) {
        orders.push(book.add(drawOrder(random, { cast, rules, time, salt: BigInt(seed * 1_000 + index) })))
      }
      const live = orders.filter(({ id }) => !['settled', 'refunded'].includes(state.orders.get(id)?.status ?? 'none'))
      const drawn = drawCall(random, { state, orders: live.length > 0 && random.chance(0.9) ? live.slice(-5) : orders, cast, rules, time })
      const real = await send(drawn, time)
      const model = applyCall(state, drawn.call, { sender: drawn.sender, time, rules })
      const step = `step ${index}: ${drawn.call.fn}`
      if (model.type === 'reverted') {
        expect(real, step).toMatchObject({ error: model.error })
        seen.add(`${drawn.call.fn}: ${model.error}`)
        continue
      }
      expect(real.error, step).toBeUndefined()
      expect(real.skipped, step).toEqual(model.skipped)
      expect(real.events, step).toEqual(model.events.map(normalise))
      state = model.state
      seen.add(drawn.call.fn)
      if (index % READ_EVERY === 0) await compare(state, orders, step)
    }
  },
  120_000,
)

test('the histories together make every call go through and meet every kind of refusal', () => {
  const missing = Object.values(usual)
    .flat()
    .filter((fn) => !seen.has(fn))
  expect(missing).toEqual([])
  const errors = new Set([...seen].flatMap((text) => text.split(': ')[1] ?? []))
  expect([...errors]).toEqual(expect.arrayContaining(refusals))
})

/** Sends a call in a block of that time, mined even when it reverts. */
async function send({ sender, call }: Drawn, time: number) {
  const wallet = wallets.find(({ account }) => account.address === sender)
  if (!wallet) throw new Error(`nobody signs for ${sender}`)
  const data = toCalldata(call, {
    token: rules.token,
    proof: await toProof('proof' in call ? call.proof : undefined),
    signature: await toConfirmation(call),
  })
  await callRpc(chain.rpcUrl, 'evm_setNextBlockTimestamp', [time])
  const hash = await wallet.sendTransaction({ to: rules.escrow, data, gas: 3_000_000n })
  const receipt = await wallet.waitForTransactionReceipt({ hash })
  if (receipt.status === 'reverted') return { error: await readError(hash), skipped: [], events: [] }
  const header = { number: Number(receipt.blockNumber), hash: receipt.blockHash, timestamp: time }
  const events = receipt.logs
    .filter(({ address }) => address.toLowerCase() === rules.escrow.toLowerCase())
    .flatMap((log) => decodeLog(log, header) ?? [])
    .map(({ position: _position, ...body }) => normalise(body))
  const skipped = parseEventLogs({ abi: orderEscrowAbi, eventName: 'OrderSkipped', logs: receipt.logs }).map(({ args }) =>
    toErrorName(args.reason),
  )
  return { error: undefined, skipped, events }
}

/** With the arbiter gone from the order's terms and the like, addresses come in one spelling. */
const normalise = (body: object) =>
  JSON.parse(
    JSON.stringify(body, (_key, value) =>
      typeof value === 'bigint' ? value.toString() : typeof value === 'string' && value.startsWith('0x') ? value.toLowerCase() : value,
    ),
  )

async function readError(hash: Hex): Promise<string> {
  const trace = (await callRpc(chain.rpcUrl, 'debug_traceTransaction', [hash, { tracer: 'callTracer' }])) as { readonly output?: Hex }
  return decodeErrorResult({ abi: orderEscrowAbi, data: trace.output ?? '0x' }).errorName
}

function toErrorName(selector: Hex): string {
  for (const item of orderEscrowAbi) if (item.type === 'error' && toFunctionSelector(item as never) === selector) return item.name
  return selector
}

async function toProof(proof: Proof | undefined): Promise<Hex> {
  if (!proof) return '0x'
  const typed = toAttestationTypedData(proof.over, { chainId: chain.chainId, verifier: rules.verifier })
  const signatures = await Promise.all(
    proof.signers.map(async (attester) => {
      const wallet = wallets.find(({ account }) => account.address === attester)
      if (!wallet) throw new Error(`nobody signs for ${attester}`)
      return { attester, signature: await wallet.signTypedData(typed) }
    }),
  )
  return toQuorumProof(signatures)
}

async function toConfirmation(call: Drawn['call']): Promise<Hex> {
  if (call.fn !== 'confirm' || !call.isSigned) return '0x'
  const domain = toEscrowDomain({ chainId: chain.chainId, escrow: rules.escrow })
  const types = { Confirmation: [{ name: 'orderId', type: 'bytes32' }] } as const
  const payer = wallets[0] as Wallet
  return payer.signTypedData({ domain, types, primaryType: 'Confirmation', message: { orderId: call.terms.id } })
}

async function readAccounts(): Promise<EscrowState> {
  const accounts = new Map<string, { free: bigint; locked: bigint }>()
  const balances = new Map<string, bigint>()
  for (const holder of [...wallets.map(({ account }) => account.address), rules.feeReceiver, rules.escrow]) {
    const [free, locked] = await deployer.readContract({
      address: rules.escrow,
      abi: orderEscrowAbi,
      functionName: 'accountOf',
      args: [holder, rules.token],
    })
    accounts.set(holder.toLowerCase(), { free, locked })
    balances.set(
      holder.toLowerCase(),
      await deployer.readContract({ address: rules.token, abi: erc20Abi, functionName: 'balanceOf', args: [holder] }),
    )
  }
  return { orders: new Map(), accounts, wallets: balances, fees: new Map() }
}

/** Every order's word, every account, the escrow's balance. */
async function compare(state: EscrowState, orders: readonly Terms[], step: string): Promise<void> {
  const escrow = { address: rules.escrow, abi: orderEscrowAbi } as const
  const statuses = ['none', 'open', 'claimed', 'submitted', 'disputed', 'settled', 'refunded']
  const real = await Promise.all(orders.map(({ id }) => deployer.readContract({ ...escrow, functionName: 'stateOf', args: [id] })))
  for (const [index, { id }] of orders.entries()) {
    const slot = state.orders.get(id)
    const word = real[index]
    expect(statuses[word?.status ?? 0], `${step}, ${id}`).toBe(slot?.status ?? 'none')
    if (slot) expect([word?.createdAt, word?.changedAt], `${step}, ${id}`).toEqual([slot.createdAt, slot.changedAt])
    if (slot?.claimer) expect(word?.claimer, `${step}, ${id}`).toBe(slot.claimer)
  }
  const { accounts, wallets: balances } = await readAccounts()
  for (const [holder, account] of accounts) {
    expect(account, `${step}, account of ${holder}`).toEqual(getAccount(state, holder as Address))
    expect(balances.get(holder), `${step}, wallet of ${holder}`).toBe(getWallet(state, holder as Address))
  }
  const amounts = new Map<string, Order['amount']>(orders.map(({ id, order }) => [id, order.amount]))
  expect(getWallet(state, rules.escrow), step).toBe(sumHeld(state, (id) => amounts.get(id) ?? 0n) + leftOver)
}
