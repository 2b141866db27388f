/** Hashes of fuzzed orders and attestations, and bonds: the SDK's and the contract's, side by side. */
import fc from 'fast-check'
import { createPublicClient, type Hex, http } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { deployContracts } from '../deployment/deployContracts.ts'
import { hashBatchStruct } from '../protocol/attestation.ts'
import { type EscrowDomain, hashOrder, hashOrderDetails, hashOrderParties, type Order, toOnchainOrder } from '../protocol/order.ts'
import { createTestWallet, startAnvil, type TestChain } from './anvil.fixture.ts'

const CASES = 1_000
const hexOf = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => `0x${Buffer.from(value).toString('hex')}` as Hex)
const address = fc.oneof(hexOf(20), fc.constantFrom<Hex>(`0x${'00'.repeat(20)}`, `0x${'ff'.repeat(20)}`))
const word = fc.oneof(hexOf(32), fc.constantFrom<Hex>(`0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`))
const uint = (bits: number) => fc.oneof(fc.bigInt(0n, 2n ** BigInt(bits) - 1n), fc.constantFrom(0n, 1n, 2n ** BigInt(bits) - 1n))
const small = (bits: number) => uint(bits).map(Number)

const order: fc.Arbitrary<Order> = fc.record({
  payer: address,
  refundTo: address,
  token: address,
  amount: uint(128),
  payout: uint(128),
  corridor: fc.constantFrom('NGN/bank', 'KES/mpesa', 'GHS/mobile'),
  recipientHash: word,
  integrator: address,
  integratorFeeBps: small(16),
  protocolFeeBps: small(16),
  verifier: address,
  arbiter: address,
  challengeWindow: small(40),
  reclaimAfter: small(40),
  pinned: fc.array(hexOf(20), { maxLength: 3 }),
  turnSeconds: small(40),
  claimBy: small(40),
  payWindow: small(40),
  salt: uint(64),
})
const attestation = fc.record({ orderId: word, provider: address, payout: uint(128), paidAt: small(40) })

let chain: TestChain
let domain: EscrowDomain
let read: <Result>(functionName: string, args: readonly unknown[]) => Promise<Result>

beforeAll(async () => {
  chain = await startAnvil()
  const attester = createTestWallet(chain, 3).account.address
  const { contracts } = await deployContracts(createTestWallet(chain, 0), { attesters: [attester], threshold: 1, instantCap: 1n })
  domain = { chainId: chain.chainId, escrow: contracts.OrderEscrow }
  const client = createPublicClient({ transport: http(chain.rpcUrl, { batch: { batchSize: 250 } }) })
  read = (functionName, args) =>
    client.readContract({ address: domain.escrow, abi: orderEscrowAbi, functionName, args } as never) as Promise<never> // names vary
})

afterAll(() => chain?.stop())

test('ids, details and parties of orders', async () => {
  const orders = fc.sample(order, { numRuns: CASES, seed: 1 })
  const terms = orders.map(toOnchainOrder)
  const ids = await Promise.all(terms.map((value) => read<Hex>('hashOrder', [value])))
  const parts = await Promise.all(terms.map((value) => read<readonly [Hex, Hex]>('hashParts', [value])))
  expect(ids).toEqual(orders.map((value) => hashOrder(value, domain)))
  expect(parts).toEqual(orders.map((value) => [hashOrderDetails(value), hashOrderParties(value)]))
})

test('digests of attestation batches of every small size', async () => {
  const batches = fc.sample(fc.array(attestation, { maxLength: 6 }), { numRuns: CASES, seed: 2 })
  const digests = await Promise.all(batches.map((batch) => read<Hex>('batchDigest', [batch])))
  expect(digests).toEqual(batches.map(hashBatchStruct))
})

test('bonds, rounded up', async () => {
  const bps = BigInt(await read<number>('bondBps', []))
  const amounts = fc.sample(uint(128), { numRuns: CASES, seed: 3 })
  const bonds = await Promise.all(amounts.map((amount) => read<bigint>('bondOf', [amount])))
  expect(bonds).toEqual(amounts.map((amount) => (amount * bps + 9_999n) / 10_000n))
})
