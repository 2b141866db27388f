/** Gasless orders end to end: the SDK signs and relays every lane against the real escrow, the real Permit2 and a USDC-like token. */
import {
  type FundedOrder,
  hashOrder,
  type Order,
  type OrderStatus,
  orderDefaults,
  orderStatuses,
  permit2Address,
  relayOrder,
  relayOrders,
  signFunding,
} from '@paynode/sdk'
import { orderEscrowAbi } from '@paynode/sdk/abi'
import {
  concat,
  createWalletClient,
  custom,
  defineChain,
  encodeDeployData,
  getContractAddress,
  type Hex,
  keccak256,
  publicActions,
  serializeErc6492Signature,
  toHex,
  zeroHash,
} from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chain, chainId, startChain } from '../../contracts/bench/anvil.ts'
import { buildArtifacts, readArtifact } from '../../contracts/bench/artifacts.ts'
import type { Wallet } from '../../contracts/bench/wallet.ts'
import { createPerson, createRich, createWorld, transact, type World } from '../../contracts/bench/world.ts'

const factory = '0x4e59b44847b379578588920cA78FbF26c0B4956C' // the deterministic deployment proxy
const selectorOf = (error: string) => keccak256(toHex(error)).slice(0, 10)
const amount = 25_000_000n
let chain: Chain
let world: World
let payer: Wallet
let relayer: Wallet
let network: { chainId: number; contracts: { OrderEscrow: Hex; ProviderRegistry: Hex; QuorumVerifier: Hex } }
let salts = 0n

beforeAll(async () => {
  buildArtifacts()
  chain = await startChain({ traced: false })
  world = await createWorld(chain)
  payer = await createPerson(world, 'payer')
  relayer = await createRich(chain, 'relayer')
  for (const spender of [world.escrow.address, permit2Address]) await transact(world, payer, world.token, 'approve', [spender, 10n ** 18n])
  const contracts = { OrderEscrow: world.escrow.address, ProviderRegistry: world.registry.address, QuorumVerifier: world.verifier.address }
  network = { chainId, contracts }
}, 600_000)
afterAll(() => chain?.close())

const client = (account: PrivateKeyAccount) =>
  createWalletClient({
    account,
    chain: defineChain({
      id: chainId,
      name: 'test',
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    transport: custom({ request: ({ method, params }) => chain.rpc(method, ...((params ?? []) as unknown[])) }),
    pollingInterval: 20,
  }).extend(publicActions)

async function draft(over: Partial<Order> = {}): Promise<Order> {
  const { timestamp } = await client(relayer.account).getBlock()
  const now = Number(timestamp)
  salts += 1n
  return {
    ...orderDefaults,
    payer: payer.address,
    refundTo: payer.address,
    token: world.token.address,
    amount,
    payout: 3_960_000n,
    corridor: 'NGN/bank',
    verifier: world.verifier.address,
    reclaimAfter: now + 4_000,
    turnSeconds: 6,
    claimBy: now + 3_000,
    payWindow: 600,
    salt: salts,
    ...over,
  }
}

async function statusOf(order: Order): Promise<OrderStatus | undefined> {
  const args = [hashOrder(order, { chainId, escrow: world.escrow.address })] as const
  const { status } = await client(relayer.account).readContract({
    address: world.escrow.address,
    abi: orderEscrowAbi,
    functionName: 'stateOf',
    args,
  })
  return orderStatuses[status]
}

const held = async () =>
  (await client(relayer.account).readContract({
    address: world.token.address,
    abi: world.token.abi,
    functionName: 'balanceOf',
    args: [world.escrow.address],
  })) as bigint

describe.each(['allowance', 'permit', 'authorization', 'permit2'] as const)('%s', (lane) => {
  test('the payer signs, anybody relays, nobody can relay other terms or twice', async () => {
    const order = await draft()
    const funding = await signFunding(client(payer.account), { network, order, lane })
    const before = await held()
    await expect(
      relayOrder(client(relayer.account), { network, funding, order: { ...order, refundTo: relayer.address } }),
    ).rejects.toThrow()
    await expect(relayOrder(client(relayer.account), { network, funding, order: { ...order, payout: 1n } })).rejects.toThrow()
    const { orderId } = await relayOrder(client(relayer.account), { network, order, funding })
    expect(orderId).toBe(hashOrder(order, { chainId, escrow: world.escrow.address }))
    expect(await statusOf(order)).toBe('open')
    expect(await held()).toBe(before + amount)
    await expect(relayOrder(client(relayer.account), { network, order, funding })).rejects.toThrow(selectorOf('OrderExists(bytes32)'))
  })
})

describe('smart accounts', () => {
  test('an account that is not deployed yet (ERC-6492) is deployed, then asked (ERC-1271)', async () => {
    const secret = toHex('the owner agrees')
    const { abi, bytecode } = readArtifact('Approver')
    const initCode = encodeDeployData({ abi, bytecode, args: [secret] })
    const account = getContractAddress({ opcode: 'CREATE2', from: factory, salt: zeroHash, bytecode: initCode })
    await transact(world, payer, world.token, 'mint', [account, amount])
    const order = await draft({ payer: account, refundTo: account })
    const deployment = { address: factory, data: concat([zeroHash, initCode]) } as const
    const wrong = serializeErc6492Signature({ ...deployment, signature: toHex('somebody else') })
    const right = serializeErc6492Signature({ ...deployment, signature: secret })
    const wallet = client(relayer.account)
    await expect(relayOrder(wallet, { network, order, funding: { lane: 'authorization', signature: wrong } })).rejects.toThrow()
    expect(await statusOf(order)).toBe('none')
    await relayOrder(wallet, { network, order, funding: { lane: 'authorization', signature: right } })
    expect(await statusOf(order)).toBe('open')
  })
})

describe('relayOrders', () => {
  test('creates what it can in one transaction and says what it skipped', async () => {
    // An ERC-2612 permit replaces the allowance, so an earlier one may have left nothing.
    await transact(world, payer, world.token, 'approve', [world.escrow.address, amount])
    const funded: FundedOrder[] = []
    for (const lane of ['allowance', 'authorization', 'permit2'] as const) {
      const order = await draft()
      funded.push({ order, funding: await signFunding(client(payer.account), { network, order, lane }) })
    }
    const forged: FundedOrder = { order: await draft(), funding: { lane: 'allowance', signature: `0x${'11'.repeat(64)}1b` } }
    const batch = [...funded.slice(0, 2), forged, ...funded.slice(2)]
    const { created, skipped } = await relayOrders(client(relayer.account), { network, orders: batch })
    const idOf = ({ order }: FundedOrder) => hashOrder(order, { chainId, escrow: world.escrow.address })
    expect(created).toEqual(funded.map(idOf))
    expect(skipped).toEqual([{ orderId: idOf(forged), reason: selectorOf('InvalidSignature(bytes32,address)') }])
    expect(await statusOf(forged.order)).toBe('none')
  })
})
