/** Every action against the real contracts on a real chain, with a small HTTP gateway. */
import { erc20Abi, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { networkSchema, type PaynodeNetwork } from '../clients/network.ts'
import { paynodeActions } from '../clients/paynodeActions.ts'
import { orderEscrowAbi, quorumVerifierAbi, testUsdAbi } from '../contracts/abi.ts'
import { deployContracts } from '../deployment/deployContracts.ts'
import {
  hashAttestationBatch,
  hashBatchStruct,
  type PayoutAttestation,
  toAttestationTypedData,
  toQuorumProof,
} from '../protocol/attestation.ts'
import type { OrderId } from '../protocol/ids.ts'
import { fromJson } from '../protocol/json.ts'
import { openRecipient } from '../protocol/openRecipient.ts'
import { hashOrder, type Order, toOnchainOrder } from '../protocol/order.ts'
import { hashRecipient, parseRecipient } from '../protocol/recipient.ts'
import { createHpkeKeyPair, type SealedRecipient } from '../protocol/sealing.ts'
import { createTestWallet, passTime, startAnvil, type TestChain } from './anvil.fixture.ts'
import { startGateway, type TestGateway } from './gateway.fixture.ts'

const attesters = [`0x${'a1'.repeat(32)}`, `0x${'b2'.repeat(32)}`, `0x${'c3'.repeat(32)}`].map((key) =>
  privateKeyToAccount(key as `0x${string}`),
)
const recipient = parseRecipient('NGN/bank:058:0123456789')
const amount = 25_000_000n
let chain: TestChain
let gateway: TestGateway
let busy: TestGateway
let network: PaynodeNetwork
const offer = {
  provider: zeroAddress as `0x${string}`,
  escrow: zeroAddress as `0x${string}`,
  nodePrivateKey: `0x${'d4'.repeat(32)}` as const,
  chainId: 0,
  rate: 160_000n,
}
let hpke: Awaited<ReturnType<typeof createHpkeKeyPair>>

const wallet = (index: number) => createTestWallet(chain, index)
const actor = (index: number) => wallet(index).extend(paynodeActions({ network }))
const deployment = { attesters: attesters.map(({ address }) => address), threshold: 2, instantCap: 100_000_000n }

beforeAll(async () => {
  chain = await startAnvil()
  const { contracts, token } = await deployContracts(wallet(0), deployment)
  const provider = wallet(2).account.address
  gateway = await startGateway(Object.assign(offer, { provider, escrow: contracts.OrderEscrow, chainId: chain.chainId }))
  busy = await startGateway(offer, { status: 503 })
  network = { contracts, token, chainId: chain.chainId, rpcUrl: chain.rpcUrl, gateways: ['http://127.0.0.1:9', busy.url, gateway.url] }
  for (const index of [1, 2]) {
    const hash = await wallet(0).writeContract({
      address: network.token.address,
      abi: testUsdAbi,
      functionName: 'mint',
      args: [wallet(index).account.address, 1_000_000_000n],
    })
    await wallet(0).waitForTransactionReceipt({ hash })
  }
  hpke = await createHpkeKeyPair()
  await actor(2).registerProvider({
    nodePrivateKey: offer.nodePrivateKey,
    hpkePublicKey: hpke.publicKey,
    gatewayUrl: gateway.url,
    multiaddrs: ['/ip4/127.0.0.1/tcp/1'],
    corridors: ['NGN/bank'],
  })
  await actor(2).depositStake({ amount: 100_000_000n })
})
afterAll(async () => {
  await chain?.stop()
  await Promise.all([gateway?.stop(), busy?.stop()])
})

const balanceOf = (index: number) =>
  wallet(0).readContract({
    address: network.token.address,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [wallet(index).account.address],
  })

async function attest(order: Order, orderId: OrderId) {
  const attestation: PayoutAttestation = {
    orderId,
    provider: wallet(2).account.address,
    payout: order.payout,
    paidAt: Number((await wallet(0).getBlock()).timestamp),
  }
  const domain = { chainId: network.chainId, verifier: network.contracts.QuorumVerifier }
  const signatures = await Promise.all(
    attesters.slice(1).map(async (attester) => ({
      attester: attester.address,
      signature: await attester.signTypedData(toAttestationTypedData([attestation], domain)),
    })),
  )
  return { attestation, signatures, domain }
}

describe('networks', () => {
  test('networkSchema drops what it does not know', () => {
    expect(networkSchema.parse({ ...network, payer: { privateKey: '0x' } })).toEqual(network)
  })
})

describe('providers', () => {
  test('getProviders reads the registry by corridor', async () => {
    const [provider] = await actor(1).getProviders({ corridor: 'NGN/bank' })
    expect(provider).toMatchObject({ operator: wallet(2).account.address, hpkeKey: hpke.publicKey, corridors: ['NGN/bank'] })
    expect(await actor(1).getProviders({ corridor: 'KES/mpesa' })).toEqual([])
  })

  test('stake goes in and out', async () => {
    const before = await balanceOf(2)
    await actor(2).depositStake({ amount: 5n })
    await actor(2).withdrawStake({ amount: 3n })
    await actor(2).withdrawStake({ amount: 2n })
    expect(await balanceOf(2)).toBe(before)
  })
})

describe('createOrder', () => {
  test('seals before it locks, past gateways that are gone or busy', async () => {
    const steps: string[] = []
    const { orderId, order, transactionHash } = await actor(1).createOrder({
      amount,
      recipient,
      onProgress: ({ step }) => steps.push(step),
    })
    expect(steps).toEqual([
      'quoting',
      'sealing',
      'prepared',
      'sending',
      'approving',
      'approving',
      'checking',
      'locking',
      'locking',
      'locked',
    ])
    expect(order.payout).toBe(3_960_000n) // 25 × 160 000 less 1 %
    const sent = gateway.received.at(-1) as { orderId: string; order: string; envelopes: { provider: string; sealed: SealedRecipient }[] }
    expect(sent.orderId).toBe(orderId)
    expect(fromJson(sent.order)).toEqual(order)
    const sealed = sent.envelopes[0]?.sealed as SealedRecipient
    const opened = await openRecipient(sealed, orderId, hpke.privateKey)
    expect(hashRecipient(opened)).toBe(order.recipientHash)
    const receipt = await wallet(1).getTransactionReceipt({ hash: transactionHash })
    expect(receipt.logs.map(({ data }) => data).join()).not.toContain(Buffer.from('0123456789').toString('hex'))
    expect(await actor(1).getOrder({ orderId })).toMatchObject({ orderId, order, status: 'open' })
  })

  test('the SDK and the contracts hash alike', async () => {
    const { order, orderId } = await actor(1).prepareOrder({
      amount,
      recipient,
      payout: 1n,
      pinned: [wallet(2).account.address, wallet(3).account.address],
      terms: {
        integrator: wallet(4).account.address,
        integratorFeeBps: 30,
        protocolFeeBps: 20,
        challengeWindow: 60,
        arbiter: wallet(5).account.address,
      },
    })
    const { OrderEscrow: address } = network.contracts
    const read = { address, abi: orderEscrowAbi } as const
    expect(hashOrder(order, { chainId: network.chainId, escrow: address })).toBe(orderId)
    expect(await wallet(0).readContract({ ...read, functionName: 'hashOrder', args: [toOnchainOrder(order) as never] })).toBe(orderId)
    const { attestation, signatures, domain } = await attest(order, orderId)
    const batch = [attestation, { ...attestation, payout: 9n, orderId: hashAttestationBatch([attestation], domain) }]
    const digest = await wallet(0).readContract({ ...read, functionName: 'batchDigest', args: [batch] })
    expect(digest).toBe(hashBatchStruct(batch))
    const verify = { address: domain.verifier, abi: quorumVerifierAbi, functionName: 'verify' } as const
    const single = hashBatchStruct([attestation])
    expect(await wallet(0).readContract({ ...verify, args: [single, toQuorumProof(signatures)] })).toBe(true)
    expect(await wallet(0).readContract({ ...verify, args: [single, toQuorumProof(signatures.slice(1))] })).toBe(false)
  })

  test.each([
    ['INSUFFICIENT_BALANCE', { amount: 10n ** 12n }],
    ['INVALID_AMOUNT', { amount: 0n }],
    ['INVALID_RECIPIENT', { recipient: { ...recipient, account: '12' } }],
    ['UNKNOWN_CORRIDOR', { recipient: { ...recipient, corridor: 'XXX/bank' as const } }],
    ['NO_QUOTE', { recipient: parseRecipient('KES/mpesa:254712345678') }],
    ['NO_QUOTE', { amount: 900_000_000n }], // above the provider's limit
  ])('refuses before anything is on chain: %s', async (code, change) => {
    const block = await wallet(0).getBlockNumber()
    await expect(actor(1).createOrder({ amount, recipient, ...change })).rejects.toMatchObject({ code })
    expect(await wallet(0).getBlockNumber()).toBe(block)
  })

  test('when the gateways that the network names are gone, the registry knows others', async () => {
    const gone = wallet(1).extend(paynodeActions({ network: { ...network, gateways: network.gateways.slice(0, 2) } }))
    const { order } = await gone.createOrder({ amount, recipient })
    expect(order.payout).toBe(3_960_000n)
    expect(await gone.findGateways()).toEqual([gateway.url])
  })

  test('without a gateway nothing is locked, and the error names every reason', async () => {
    const block = await wallet(0).getBlockNumber()
    const alone = { ...network, gateways: ['https://127.0.0.1:9', 'https://127.0.0.1:10'] } // not on this machine, so the registry's HTTP is not asked
    const payer = wallet(1).extend(paynodeActions({ network: alone }))
    await expect(payer.createOrder({ amount, recipient, payout: 1n })).rejects.toMatchObject({
      code: 'GATEWAY',
      metaMessages: { length: 2 },
    })
    expect(await wallet(0).getBlockNumber()).toBe(block)
  })
})

describe('what a wallet or a price can refuse before anything is locked', () => {
  test('the wallet is on another chain', async () => {
    const elsewhere = actor(1).createOrder({ amount, recipient, network: { ...network, chainId: 8_453 } } as never)
    await expect(elsewhere).rejects.toMatchObject({ code: 'WRONG_CHAIN', expected: 8_453 })
  })

  test('the price fell while the wallet was asking', async () => {
    const before = await balanceOf(1)
    const order = actor(1).createOrder({
      amount,
      recipient,
      onProgress: ({ step }) => {
        if (step === 'approving') offer.rate = 150_000n
      },
    })
    await expect(order).rejects.toMatchObject({ code: 'QUOTE_EXPIRED', payout: 3_750_000n })
    offer.rate = 160_000n
    expect(await balanceOf(1)).toBe(before)
  })

  test('the contract refuses, and its own error is named', async () => {
    const dear = actor(1).createOrder({ amount, recipient, terms: { protocolFeeBps: 9_999 } })
    await expect(dear).rejects.toMatchObject({ code: 'CONTRACT_REFUSED', reason: expect.stringMatching(/^FeeTooHigh\(9999, \d+\)$/) })
    const late = actor(1).createOrder({ amount, recipient, terms: { claimBy: 1 } })
    await expect(late).rejects.toMatchObject({ code: 'ORDER_EXPIRED' })
  })
})

describe('an order’s life', () => {
  test('create, claim, attest, submit, settled', async () => {
    const { orderId, order } = await actor(1).createOrder({ amount, recipient })
    const free = async () =>
      (
        await wallet(0).readContract({
          address: network.contracts.OrderEscrow,
          abi: orderEscrowAbi,
          functionName: 'accountOf',
          args: [wallet(2).account.address, network.token.address],
        })
      )[0]
    const before = await free()
    await actor(2).claimOrder({ orderId })
    await expect(actor(2).claimOrder({ orderId, order })).rejects.toThrow('WrongStatus')
    const { attestation, signatures } = await attest(order, orderId)
    const seen: string[] = []
    const settled = actor(1).waitForOrder({
      orderId,
      status: 'settled',
      onStatus: (status) => seen.push(status),
      pollingInterval: 20,
      timeout: 30_000,
    })
    await actor(2).submitPayouts({ payouts: [{ order, attestation }], signatures })
    expect(await settled).toBe('settled')
    expect(seen.at(-1)).toBe('settled')
    expect(await free()).toBe(before + amount)
    const updates = []
    for await (const { status, events } of actor(1)
      .extend(() => ({}))
      .watchOrder({ orderId }))
      updates.push({ status, names: events.map(({ name }) => name) })
    expect(updates).toEqual([{ status: 'settled', names: [] }]) // the first gateway is gone; the chain suffices
    const chainOnly = wallet(1).extend(paynodeActions({ network: { ...network, gateways: [gateway.url] } }))
    expect(await chainOnly.getOrderTimeline({ orderId })).toMatchObject([{ seq: 1, name: 'order.created' }])
    await expect(actor(1).waitForOrder({ orderId, status: 'refunded' })).rejects.toMatchObject({ code: 'ORDER_FAILED' })
    expect((await actor(1).listOrders())[0]).toMatchObject({ orderId, status: 'settled', claimer: wallet(2).account.address })
  })

  test('above the instant cap a challenge window holds the settlement back until settleOrders', async () => {
    const { orderId, order } = await actor(1).createOrder({ amount: 110_000_000n, recipient, terms: { challengeWindow: 30 } })
    await actor(2).claimOrder({ orderId, order })
    const { attestation, signatures } = await attest(order, orderId)
    await actor(2).submitPayouts({ payouts: [{ order, attestation }], signatures })
    await actor(3).settleOrders({ orders: [order] }) // too early: skipped on chain, not refused
    expect(await actor(1).waitForOrder({ orderId, status: 'claimed' })).toBe('submitted')
    await passTime(chain, 31)
    await actor(3).settleOrders({ orders: [order] })
    expect((await actor(1).getOrder({ orderId })).status).toBe('settled')
  })

  test('a payer disputes what did not arrive, with a bond from its wallet', async () => {
    const terms = { challengeWindow: 30, arbiter: wallet(4).account.address }
    const { orderId, order } = await actor(1).createOrder({ amount: 110_000_000n, recipient, terms })
    await actor(2).claimOrder({ orderId, order })
    await expect(actor(1).challengeOrder({ orderId })).rejects.toMatchObject({ code: 'CONTRACT_REFUSED' }) // nothing was submitted yet
    const { attestation, signatures } = await attest(order, orderId)
    await actor(2).submitPayouts({ payouts: [{ order, attestation }], signatures })
    await actor(1).challengeOrder({ orderId })
    expect((await actor(1).getOrder({ orderId })).status).toBe('disputed')
  })

  test('the payer’s confirmation settles without a proof', async () => {
    const { orderId } = await actor(1).createOrder({ amount, recipient })
    await actor(2).claimOrder({ orderId })
    await actor(1).confirmOrder({ orderId })
    expect((await actor(1).getOrder({ orderId })).status).toBe('settled')
  })

  test('given up, claimed again, expired, reclaimed', async () => {
    const { orderId, order } = await actor(1).createOrder({ amount, recipient, claimSeconds: 60, payWindow: 20 })
    const held = await balanceOf(1)
    await actor(2).claimOrder({ orderId, order })
    await actor(2).giveUpOrder({ orderId, order, cause: 'pspUnavailable' })
    await actor(2).claimOrder({ orderId, order })
    await passTime(chain, 21)
    await actor(3).expireClaim({ orderId, order })
    await expect(actor(1).reclaimOrder({ orderId })).rejects.toMatchObject({ code: 'NO_RECLAIM_YET', retryable: true })
    await expect(actor(1).waitForOrder({ orderId, status: 'settled', timeout: 50, pollingInterval: 20 })).rejects.toMatchObject({
      code: 'ORDER_TIMEOUT',
    })
    await passTime(chain, 60)
    await actor(3).reclaimOrder({ orderId })
    expect((await balanceOf(1)) - held).toBe(amount)
    await expect(actor(1).reclaimOrder({ orderId })).rejects.toMatchObject({ code: 'NO_RECLAIM_YET', retryable: false })
  })

  test('an order that is not there', async () => {
    await expect(actor(1).getOrder({ orderId: `0x${'00'.repeat(32)}` as OrderId })).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  })

  test('waiting stops at once when told to', async () => {
    const { orderId } = await actor(1).createOrder({ amount, recipient })
    const controller = new AbortController()
    const waiting = actor(1).waitForOrder({
      orderId,
      status: 'settled',
      pollingInterval: 60_000,
      signal: controller.signal,
      onStatus: () => controller.abort(new Error('enough')),
    })
    await expect(waiting).rejects.toThrow('enough')
  })
})
