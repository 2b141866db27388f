/** The view's folds: orders, accounts, the registry; and that folding again gives the same. */
import { hashOrder, type Order, orderDefaults } from '@paynode/sdk/protocol'
import { type Address, getAddress, zeroAddress, zeroHash } from 'viem'
import { describe, expect, test } from 'vitest'
import type { ChainEvent, ChainEventBody, RegistryEntry } from './events.ts'
import { createChainView } from './view.ts'

const address = (index: number) => getAddress(`0x${'0'.repeat(38)}a${index}`)
const [provider, payer, refundTo, token, fees] = [1, 2, 3, 4, 5].map(address) as [Address, Address, Address, Address, Address]
const order: Order = {
  ...orderDefaults,
  payer,
  refundTo,
  token,
  amount: 1_000n,
  payout: 5_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 9,
  turnSeconds: 1,
  claimBy: 8,
  payWindow: 3,
  salt: 1n,
}
const orderId = hashOrder(order, { chainId: 1, escrow: token })
const BOND = 100n

const created: ChainEventBody = { name: 'OrderCreated', orderId, order }
const deposited = (who: Address, amount: bigint): ChainEventBody => ({ name: 'Deposited', provider: who, token, amount })
const claimed: ChainEventBody = { name: 'OrderClaimed', orderId, provider, route: zeroHash, bond: BOND, payBy: 4 }
const submitted: ChainEventBody = { name: 'OrderSubmitted', orderId, provider, paidAt: 3, settleAfter: 5 }
const settled: ChainEventBody = { name: 'OrderSettled', orderId, provider, credited: 990n }
const failed: ChainEventBody = { name: 'OrderFailed', orderId, provider, cause: 'expired' }
const refunded: ChainEventBody = { name: 'OrderRefunded', orderId, refundTo, amount: 1_000n }
const moved = (toPayer: bigint): ChainEventBody => ({ name: 'BondMoved', provider, token, orderId, toPayer })
const challenged: ChainEventBody = { name: 'OrderChallenged', orderId, payer }
const resolved = (ruling: 'payClaimer' | 'refundPayer', resolver = fees): ChainEventBody => ({
  name: 'OrderResolved',
  orderId,
  resolver,
  ruling,
})

/** One block per event. */
function fold(...bodies: readonly ChainEventBody[]) {
  const view = createChainView()
  for (const [number, body] of bodies.entries()) {
    const header = { number, hash: zeroHash, timestamp: 1_000 + number }
    const position = { block: number, blockHash: zeroHash, blockTime: header.timestamp, logIndex: 0, transactionHash: zeroHash }
    view.apply({ header, events: [{ ...body, position } as ChainEvent] })
  }
  return view
}
const money = (view: ReturnType<typeof fold>) => [provider, payer, refundTo].map((who) => Object.values(view.account(who, token)))
const funds = [deposited(provider, 500n), deposited(payer, 500n), created] as const

describe('accounts', () => {
  test('a claim locks its bond; settling returns it with the credit', () => {
    const view = fold(...funds, claimed)
    expect(view.account(provider, token)).toEqual({ free: 400n, locked: 100n })
    expect(view.inFlight(provider)).toBe(1)
    const done = fold(...funds, claimed, { name: 'Deposited', provider: fees, token, amount: 10n }, submitted, settled)
    expect(done.account(provider, token)).toEqual({ free: 1_490n, locked: 0n })
    expect(done.account(fees, token).free).toBe(10n)
    expect([done.inFlight(provider), done.order(orderId)?.status]).toEqual([0, 'settled'])
  })

  test('a failed claim pays its penalty to the refund account, and the next claim starts afresh', () => {
    const view = fold(...funds, claimed, moved(50n), failed)
    expect(money(view)).toEqual([
      [450n, 0n],
      [500n, 0n],
      [50n, 0n],
    ])
    expect(view.order(orderId)).toMatchObject({ status: 'open', claimer: undefined })
    expect(view.inFlight(provider)).toBe(0)
    expect(fold(...funds, claimed, moved(0n), failed, claimed).account(provider, token)).toEqual({ free: 400n, locked: 100n })
  })

  test.each([
    ['for the claimer: the challenger loses its bond', [resolved('payClaimer'), deposited(provider, BOND), settled], [1_590n, 400n, 0n]],
    ['for the payer: the claimer loses its bond', [resolved('refundPayer'), moved(BOND), refunded], [400n, 500n, 100n]],
    ['by silence, proven: both bonds return', [resolved('payClaimer', zeroAddress), settled], [1_490n, 500n, 0n]],
    ['by silence, unproven: both bonds return', [resolved('refundPayer', zeroAddress), moved(0n), refunded], [500n, 500n, 0n]],
  ] as const)('a dispute resolved %s', (_name, ending, free) => {
    const dispute = fold(...funds, claimed, submitted, challenged)
    expect(dispute.order(orderId)?.status).toBe('disputed')
    expect(dispute.account(payer, token)).toEqual({ free: 400n, locked: 100n })
    expect(money(fold(...funds, claimed, submitted, challenged, ...ending))).toEqual(free.map((amount) => [amount, 0n]))
  })

  test('a withdrawal leaves; asking about an unknown account invents nothing', () => {
    const view = fold(deposited(provider, 500n), { name: 'Withdrawn', provider, token, amount: 200n })
    expect(view.account(provider, token)).toEqual({ free: 300n, locked: 0n })
    expect(view.account(fees, payer)).toEqual({ free: 0n, locked: 0n })
  })
})

describe('orders', () => {
  test('an unclaimed order is refunded; events of unknown orders change nothing', () => {
    const reclaimed: ChainEventBody = { name: 'OrderFailed', orderId, provider: zeroAddress, cause: 'unclaimed' }
    expect(fold(...funds, reclaimed, refunded).order(orderId)?.status).toBe('refunded')
    expect(money(fold(claimed, moved(5n), challenged, resolved('payClaimer'), failed, settled))).toEqual(Array(3).fill([0n, 0n]))
  })
})

describe('registry', () => {
  const entry = (operator: Address, gatewayUrl = ''): RegistryEntry => ({
    operator,
    owner: operator,
    nodeAddress: fees,
    nodeKey: '0x',
    hpkeKey: '0x',
    gatewayUrl,
    multiaddrs: [],
    corridors: ['NGN/bank'],
  })
  const registered = (operator: Address, url?: string): ChainEventBody => ({ name: 'ProviderRegistered', entry: entry(operator, url) })

  test('lists active providers by address; updates replace, revocations remove', () => {
    const view = fold(registered(payer), registered(provider), registered(payer, 'http://new'))
    expect(view.providers().map(({ operator }) => operator)).toEqual([provider, payer])
    expect(view.provider(payer)?.gatewayUrl).toBe('http://new')
    expect(fold(registered(provider), { name: 'ProviderRevoked', operator: provider }).providers()).toEqual([])
    expect(view.providerByNodeAddress(fees.toLowerCase() as Address)).toBeDefined()
  })
})

test('reset forgets everything', () => {
  const view = fold(...funds, claimed)
  view.reset()
  expect([view.head(), view.order(orderId), view.inFlight(provider)]).toEqual([undefined, undefined, 0])
  expect(money(view)).toEqual(Array(3).fill([0n, 0n]))
})
