/** Hostile gateways and wallets, over real HTTP and a real chain: they can delay, refuse and hide, not cheat, and nothing is ever locked twice. */
import { type Address, createWalletClient, custom, type EIP1193Parameters, type Hex, publicActions, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PaynodeNetwork } from '../clients/network.ts'
import { paynodeActions } from '../clients/paynodeActions.ts'
import { orderEscrowAbi, testUsdAbi } from '../contracts/abi.ts'
import { deployContracts } from '../deployment/deployContracts.ts'
import type { Funding } from '../protocol/funding.ts'
import { fromJson } from '../protocol/json.ts'
import type { Order } from '../protocol/order.ts'
import type { Payout } from '../protocol/payout.ts'
import { parseRecipient } from '../protocol/recipient.ts'
import { createHpkeKeyPair } from '../protocol/sealing.ts'
import { createTestWallet, passTime, startAnvil, type TestChain } from './anvil.fixture.ts'
import { type GatewayOptions, signQuote, startGateway, type TestGateway, type TestProvider } from './gateway.fixture.ts'
import { getPayoutQuote } from './getPayoutQuote.ts'
import { getQuote } from './getQuote.ts'
import type { CreateOrderProgress } from './prepareOrder.ts'
import { relayOrder } from './relayOrder.ts'
import { toRecord } from './toRecord.ts'

const recipient = parseRecipient('NGN/bank:058:0123456789')
const amount = 25_000_000n
const ask = { corridor: 'NGN/bank', amount } as const
let chain: TestChain
let network: PaynodeNetwork
let offer: TestProvider
const open: TestGateway[] = []

const wallet = (index: number) => createTestWallet(chain, index)
const start = async (options: GatewayOptions = {}) => {
  const gateway = await startGateway(offer, options)
  open.push(gateway)
  return gateway.url
}
const at = (...gateways: string[]) => ({ ...network, gateways })
const actor = (index: number, ...gateways: string[]) => wallet(index).extend(paynodeActions({ network: at(...gateways) }))
const tell = (path: string, body: unknown, status = 200) => ({ lie: (asked: string) => (asked === path ? { status, body } : undefined) })
const created = async () =>
  (await wallet(0).getContractEvents({ address: offer.escrow, abi: orderEscrowAbi, eventName: 'OrderCreated', fromBlock: 0n })).length

beforeAll(async () => {
  chain = await startAnvil()
  const attesters = [privateKeyToAccount(`0x${'a1'.repeat(32)}`).address]
  const { contracts, token } = await deployContracts(wallet(0), { attesters, threshold: 1 })
  network = { contracts, token, chainId: chain.chainId, rpcUrl: chain.rpcUrl, gateways: [] }
  const provider = wallet(2).account.address
  offer = { provider, nodePrivateKey: `0x${'d4'.repeat(32)}`, chainId: chain.chainId, escrow: contracts.OrderEscrow, rate: 160_000n }
  const mint = { address: token.address, abi: testUsdAbi, functionName: 'mint' } as const
  const hash = await wallet(0).writeContract({ ...mint, args: [wallet(1).account.address, 10_000_000_000n] })
  await wallet(0).waitForTransactionReceipt({ hash })
  await wallet(2)
    .extend(paynodeActions({ network }))
    .registerProvider({
      nodePrivateKey: offer.nodePrivateKey,
      hpkePublicKey: (await createHpkeKeyPair()).publicKey,
      gatewayUrl: 'https://gateway.invalid',
      multiaddrs: [],
      corridors: ['NGN/bank'],
    })
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.stop()))
})
afterAll(() => chain?.stop())

describe('a lying gateway', () => {
  const quoted = async (terms: Parameters<typeof signQuote>[1], by: Partial<TestProvider> = {}) => ({
    quotes: [await signQuote({ ...offer, ...by }, terms)],
  })
  const lies: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a better price than was signed', async () => ({ quotes: [{ ...(await signQuote(offer)), rate: '999999' }] })],
    ['a worse price than was signed', async () => ({ quotes: [{ ...(await signQuote(offer)), rate: '1' }] })],
    ['limits that were not signed', async () => ({ quotes: [{ ...(await signQuote(offer)), maxPayout: '9' }] })],
    ['a provider that is not registered', () => quoted({}, { provider: `0x${'99'.repeat(20)}` })],
    ['a quote signed by another key', () => quoted({}, { nodePrivateKey: `0x${'e5'.repeat(32)}` })],
    ['a quote of another network', () => quoted({}, { chainId: 1 })],
    ['a quote of another corridor', () => quoted({ corridor: 'KES/mpesa' })],
    ['no signature', async () => ({ quotes: [{ ...(await signQuote(offer)), signature: undefined }] })],
    ['bytes that are no signature', async () => ({ quotes: [{ ...(await signQuote(offer)), signature: `0x${'ff'.repeat(65)}` }] })],
    ['something else', async () => ({ quotes: 'all of them' })],
    ['numbers out of range', async () => ({ quotes: [{ ...(await signQuote(offer)), rate: '9'.repeat(60) }] })],
  ]

  test.each(lies)('alone is refused: %s', async (_, lie) => {
    const liar = await start(tell('/v1/quotes', await lie()))
    await expect(getQuote(wallet(1), { network: at(liar), ...ask })).rejects.toMatchObject({ code: 'GATEWAY' })
  })

  test.each(lies)('beside an honest one changes nothing: %s', async (_, lie) => {
    const liar = await start(tell('/v1/quotes', await lie()))
    const { payout, quotes } = await getQuote(wallet(1), { network: at(liar, await start()), ...ask })
    expect({ payout, offers: quotes.length }).toEqual({ payout: 4_000_000n, offers: 1 })
  })

  test('who hides every offer cannot hide it from the payer', async () => {
    const hiding = await start(tell('/v1/quotes', { quotes: [] }))
    expect((await getQuote(wallet(1), { network: at(hiding, await start()), ...ask })).payout).toBe(4_000_000n)
  })

  test('who never answers costs a second, not the payment', async () => {
    const silent = await start({ lie: () => 'hang' })
    expect((await getQuote(wallet(1), { network: at(silent, await start()), ...ask })).payout).toBe(4_000_000n)
  })

  test('an old price is not believed beside a newer one', async () => {
    const replaying = await start(tell('/v1/quotes', { quotes: [await signQuote({ ...offer, rate: 100_000n }, { epoch: 6 })] }))
    const { epoch, payout } = await getQuote(wallet(1), { network: at(replaying, await start()), ...ask })
    expect({ epoch, payout }).toEqual({ epoch: 7, payout: 4_000_000n })
  })

  test('nor alone, when the chain’s clock says that it is hours old; the machine’s clock does not matter', async () => {
    const now = Number((await wallet(0).getBlock()).timestamp)
    const says = async (secondsAgo: number) => {
      const epoch = Math.floor((now - secondsAgo) / 60)
      const gateway = await start(tell('/v1/quotes', { quotes: [await signQuote(offer, { epoch })] }))
      return getQuote(wallet(1), { network: { ...at(gateway), epochSeconds: 60 }, ...ask })
    }
    expect((await says(600)).payout).toBe(4_000_000n)
    await expect(says(7_200)).rejects.toMatchObject({ code: 'GATEWAY' })
  })

  test('what a payout costs is worked out from one answer, rounded up, by whoever’s limits hold it', async () => {
    const asked: string[] = []
    const counting = await start({ lie: (path) => void asked.push(path) })
    const dear = await start(tell('/v1/quotes', { quotes: [await signQuote(offer, { epoch: 8, minPayout: 100n, maxPayout: 2_500_000n })] }))
    const payoutOf = (payout: bigint, gateway: string) =>
      getPayoutQuote(wallet(1), { network: at(gateway), corridor: 'NGN/bank', payout: payout as Payout<'NGN'>, slippageBps: 100 })
    // ⌈2 500 001 × 10⁶ × 10⁴ ⁄ (160 000 × 9 900)⌉
    expect(await payoutOf(2_500_001n, counting)).toMatchObject({ amount: 15_782_835n, payout: 2_500_001n, rate: 160_000n })
    expect(asked).toEqual(['/v1/quotes'])
    await expect(payoutOf(2_500_001n, dear)).rejects.toMatchObject({ code: 'NO_QUOTE' })
    expect((await payoutOf(2_500_000n, dear)).amount).toBe(15_782_829n)
  })

  test('an answer without end is cut off', async () => {
    const endless = await start(tell('/v1/quotes', { quotes: [], padding: 'x'.repeat(5_000_000) }))
    await expect(getQuote(wallet(1), { network: at(endless), ...ask })).rejects.toMatchObject({
      metaMessages: expect.arrayContaining([expect.stringContaining('more than 4000000 bytes')]),
    })
  })

  test('refusing the envelopes stops the order before money moves', async () => {
    const refusing = await start(tell('/v1/recipients', { detail: 'no' }, 422))
    const before = await created()
    await expect(actor(1, refusing).createOrder({ amount, recipient })).rejects.toMatchObject({ code: 'GATEWAY' })
    expect(await created()).toBe(before)
  })
})

describe('a gateway that relays', () => {
  const send = async (body: { order: string; funding: string }) => {
    const order = fromJson(body.order) as Order
    const { transactionHash, orderId } = await relayOrder(wallet(3), { network, order, funding: fromJson(body.funding) as Funding })
    return { orderId, transactionHash }
  }
  const allow = async (client = wallet(1), value = 10n ** 12n) => {
    const approve = { address: network.token.address, abi: testUsdAbi, functionName: 'approve' } as const
    await client.waitForTransactionReceipt({ hash: await client.writeContract({ ...approve, args: [offer.escrow, value] }) })
  }

  test('pays the gas: the payer sends no transaction', async () => {
    await allow()
    const nonce = await wallet(1).getTransactionCount({ address: wallet(1).account.address })
    const seen: CreateOrderProgress['step'][] = []
    const payer = actor(1, await start({ relay: send }))
    const { orderId } = await payer.createOrder({ amount, recipient, relay: true, onProgress: ({ step }) => seen.push(step) })
    expect((await payer.getOrder({ orderId })).status).toBe('open')
    expect(await wallet(1).getTransactionCount({ address: wallet(1).account.address })).toBe(nonce)
    expect(seen).toEqual(['quoting', 'sealing', 'prepared', 'sending', 'checking', 'signing', 'relaying', 'relaying', 'locked'])
  })

  test('one that is off, one that refuses and one that loses its answer: the next sends the very same order', async () => {
    const lossy = await start({ relay: (body) => send(body).then(() => Promise.reject(new Error('connection lost'))) })
    const refusing = await start(tell('/v1/orders', { code: 'relay_quota', detail: 'tomorrow' }, 429))
    const relays = [await start(), refusing, lossy]
    const before = await created()
    const { orderId } = await actor(1, ...relays).createOrder({ amount, recipient, relay: true })
    expect(await created()).toBe(before + 1)
    expect((await actor(1, ...relays).getOrder({ orderId })).status).toBe('open')
  })

  test('when none does, the error names every reason and whether something was signed', async () => {
    const refused = actor(1, await start()).createOrder({ amount, recipient, relay: true })
    await expect(refused).rejects.toMatchObject({ code: 'RELAY_UNAVAILABLE', signed: false })
    const lying = await start({ relay: () => Promise.reject(new Error('no')) })
    await expect(actor(1, lying).createOrder({ amount, recipient, relay: true })).rejects.toMatchObject({
      code: 'RELAY_UNAVAILABLE',
      signed: true,
      metaMessages: expect.arrayContaining([expect.stringMatching(/422 no$/)]),
    })
  })

  test('that takes nothing the payer can sign says so, before anything is signed', async () => {
    await allow(wallet(1), 0n)
    const permit2Alone = tell('/v1/relay', { enabled: true, fundings: ['permit2'], quota: { perPayerPerDay: 5 } })
    const payer = actor(1, await start({ relay: send, ...permit2Alone })) // for whom Permit2 has no allowance
    await expect(payer.createOrder({ amount, recipient, relay: true })).rejects.toMatchObject({ code: 'NO_GASLESS_FUNDING' })
  })
})

describe('a wallet that batches (EIP-5792)', () => {
  type Batch = { readonly calls: readonly { readonly to: Address; readonly data: Hex }[] }
  type Wallet = { readonly send: (batch: Batch) => Promise<string> | string; readonly status?: number; readonly atomic?: string }
  const reject = Object.assign(new Error('User rejected'), { code: 4001 })

  /** An injected wallet: what it does not answer itself goes to the chain, whose accounts are unlocked. */
  const inject = ({ send, status = 100, atomic = 'supported' }: Wallet, ...gateways: string[]) => {
    const base = wallet(1)
    const asked: string[] = []
    const request = async ({ method, params }: EIP1193Parameters): Promise<unknown> => {
      asked.push(method)
      if (method === 'wallet_getCapabilities') return { [`0x${chain.chainId.toString(16)}`]: { atomic: { status: atomic } } }
      if (method === 'wallet_sendCalls') return { id: await send((params as unknown as [Batch])[0]) }
      if (method === 'wallet_getCallsStatus')
        return { version: '2.0.0', id: '0x01', chainId: `0x${chain.chainId.toString(16)}`, status, atomic: true, receipts: [] }
      return base.request({ method, params } as never)
    }
    const client = createWalletClient({
      account: base.account.address,
      chain: base.chain,
      transport: custom({ request }),
      pollingInterval: 20,
    })
    return { asked, payer: client.extend(publicActions).extend(paynodeActions({ network: at(...gateways) })) }
  }
  const execute = async ({ calls }: Batch) => {
    for (const { to, data } of calls) await wallet(1).waitForTransactionReceipt({ hash: await wallet(1).sendTransaction({ to, data }) })
    return zeroHash
  }

  test('is asked once for both calls', async () => {
    const { payer, asked } = inject({ send: execute, status: 200 }, await start())
    const { orderId } = await payer.createOrder({ amount, recipient })
    expect((await payer.getOrder({ orderId })).status).toBe('open')
    expect(asked.filter((method) => /send/i.test(method))).toEqual(['wallet_sendCalls'])
  })

  test.each<readonly [string, Wallet]>([
    ['says that it is done and did nothing', { send: () => zeroHash, status: 200 }],
    ['did the approval only', { send: ({ calls }) => execute({ calls: calls.slice(0, 1) }), status: 600 }],
    ['did both and says that it failed', { send: execute, status: 500 }],
    ['refuses what it promised', { send: () => Promise.reject(Object.assign(new Error('unsupported'), { code: 5710 })) }],
    ['cannot after all', { send: () => Promise.reject(new Error('internal')), atomic: 'ready' }],
  ])('that lies falls back, and locks once: %s', async (_, lying) => {
    const { payer } = inject(lying, await start())
    const before = await created()
    const { orderId } = await payer.createOrder({ amount, recipient })
    expect((await payer.getOrder({ orderId })).status).toBe('open')
    expect(await created()).toBe(before + 1)
  })

  test('whose owner declines is not asked again', async () => {
    const { payer, asked } = inject({ send: () => Promise.reject(reject) }, await start())
    await expect(payer.createOrder({ amount, recipient })).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
    expect(asked).not.toContain('eth_sendTransaction')
  })
})

describe('a kept order', () => {
  const keep = async (gateway: string) => {
    const { order } = await actor(1, gateway).prepareOrder({ amount, recipient, claimSeconds: 60, payWindow: 20 })
    return { order, record: toRecord({ network, order }) }
  }

  test('is locked after a reload, once, however often it is asked for', async () => {
    const gateway = await start()
    const { record, order } = await keep(gateway)
    const payer = actor(1, gateway)
    expect(await payer.resumeOrder({ record })).toMatchObject({ status: 'none', next: 'lock', order })
    const before = await created()
    const first = await payer.lockOrder({ order })
    expect(await payer.lockOrder({ order })).toEqual(first)
    expect(await created()).toBe(before + 1)
    expect(await payer.resumeOrder({ record })).toMatchObject({ status: 'open', next: 'wait', reclaimIn: expect.any(Number) })
    await passTime(chain, 100)
    expect(await payer.resumeOrder({ record })).toMatchObject({ status: 'open', next: 'reclaim', reclaimIn: 0 })
    await payer.reclaimOrder({ orderId: (await payer.resumeOrder({ record })).orderId })
    expect(await payer.resumeOrder({ record })).toMatchObject({ status: 'refunded', next: 'done' })
  })

  test('that was never locked in time never will be', async () => {
    const gateway = await start()
    const { record, order } = await keep(gateway)
    await passTime(chain, 61)
    expect(await actor(1, gateway).resumeOrder({ record })).toMatchObject({ status: 'none', next: 'renew' })
    await expect(actor(1, gateway).lockOrder({ order })).rejects.toMatchObject({ code: 'ORDER_EXPIRED' })
  })

  test('of another wallet, network or pen is refused', async () => {
    const gateway = await start()
    const { record, order } = await keep(gateway)
    await expect(actor(4, gateway).lockOrder({ order })).rejects.toMatchObject({ code: 'WRONG_ACCOUNT', expected: order.payer })
    for (const text of [
      '',
      '{}',
      record.replace('"version":1', '"version":2'),
      record.replace(/"chainId":\d+/, '"chainId":1'),
      record.slice(0, -9),
    ])
      await expect(actor(1, gateway).resumeOrder({ record: text })).rejects.toMatchObject({ code: 'RECORD_MISMATCH' })
  })
})
