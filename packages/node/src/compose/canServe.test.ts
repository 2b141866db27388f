/** What makes a provider leave an order alone before it claims. */
import { hashOrder, type Order, orderDefaults, parseRecipient } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import { configSchema } from '../config/schema.ts'
import type { OrderRecord } from '../orders/types.ts'
import { systemClock } from '../runtime/clock.ts'
import { type CanServeDeps, createCanServe } from './canServe.ts'

const verifier: Address = '0x0000000000000000000000000000000000000091'
const payer: Address = '0x00000000000000000000000000000000000000b2'
const arbiter: Address = '0x00000000000000000000000000000000000000c3'
const friend: Address = '0x00000000000000000000000000000000000000e5'
const order: Order = {
  ...orderDefaults,
  payer,
  refundTo: payer,
  token: '0x00000000000000000000000000000000000000d4',
  amount: 100n,
  payout: 1_000n,
  corridor: 'NGN/bank',
  verifier,
  reclaimAfter: 2_000,
  turnSeconds: 1,
  claimBy: 1_500,
  payWindow: 100,
  salt: 1n,
}

function ask(terms: Partial<Order>, over: Partial<CanServeDeps> = {}, policy: { arbiters?: Address[]; maxChallengeSeconds?: number } = {}) {
  const asked = { ...order, ...terms }
  const config = configSchema.parse({
    dataDir: 'unused',
    chain: { chainId: 1, rpcUrls: ['http://127.0.0.1:1'], escrow: payer, registry: payer, verifier, token: order.token },
    keys: { operatorKeyFile: 'a', nodeKeyFile: 'b', hpkeKeyFile: 'c' },
    p2p: {},
    api: {},
    metrics: {},
    corridors: [
      {
        corridor: 'NGN/bank',
        psp: { vendor: 'sandbox', url: 'http://127.0.0.1:1', apiKeyFile: 'd' },
        rate: '1000',
        maxPayout: '9000',
        agreed: [{ payer: friend, rate: '1100' }],
      },
    ],
    routing: {},
    attestation: {},
    payouts: 'on',
    policy,
  })
  const canServe = createCanServe({
    config,
    clock: systemClock,
    verifier,
    tokenDecimals: 2,
    instantCap: 1_000n,
    neededWindowMs: () => 99_000,
    adaptersFor: () => [{ validate: () => [] }],
    countUnderWay: () => 0,
    hasPayout: () => false,
    openRecipient: async () => ({ type: 'opened', recipient: parseRecipient('NGN/bank:058:0123456789') }),
    policy: async () => ({ type: 'allowed' }),
    accountFault: async () => undefined,
    reserve: async () => true,
    release: () => {},
    alreadyPaid: async () => false,
    ...over,
  })
  const record = { id: hashOrder(asked, { chainId: 1, escrow: payer }), order: asked, corridor: asked.corridor, failedBy: [] }
  return canServe(record as unknown as OrderRecord, new AbortController().signal)
}

describe('canServe', () => {
  test('takes what its rules, limits and float allow', async () => {
    expect(await ask({})).toEqual({ type: 'yes' })
  })

  test('never pays more than its own rate for what settling credits, whatever the ranking knew', async () => {
    expect((await ask({ payout: 1_000n })).type).toBe('yes')
    expect((await ask({ payout: 1_001n })).type).toBe('no')
    expect((await ask({ payout: 1_000n, integrator: payer, integratorFeeBps: 100 })).type).toBe('no') // the payer would get the fee back
    expect((await ask({ payout: 990n, integrator: payer, integratorFeeBps: 100 })).type).toBe('yes')
    expect((await ask({ payout: 990n, integrator: payer, integratorFeeBps: 100, protocolFeeBps: 100 })).type).toBe('no')
  })

  test('keeps the price that was agreed with one payer', async () => {
    expect((await ask({ payout: 1_100n, payer: friend })).type).toBe('yes')
    expect((await ask({ payout: 1_101n, payer: friend })).type).toBe('no')
  })

  test('an arbiter of the payer’s choice cannot take a payout back: only trusted ones above the instant cap', async () => {
    expect((await ask({ amount: 1_001n, arbiter: payer })).type).toBe('no')
    expect((await ask({ amount: 1_001n, arbiter }, {}, { arbiters: [payer] })).type).toBe('no')
    expect((await ask({ amount: 1_001n, arbiter }, {}, { arbiters: [arbiter] })).type).toBe('yes')
    expect((await ask({ amount: 1_001n })).type).toBe('yes') // without an arbiter nobody can dispute
    expect((await ask({ amount: 1_000n, arbiter: payer })).type).toBe('yes') // settles at once
  })

  test('money that comes days after the payout is left alone: a payer names the challenge window', async () => {
    expect((await ask({ amount: 1_001n, challengeWindow: 86_401 })).type).toBe('no')
    expect((await ask({ amount: 1_001n, challengeWindow: 86_400 })).type).toBe('yes')
    expect((await ask({ amount: 1_001n, challengeWindow: 86_401 }, {}, { maxChallengeSeconds: 604_800 })).type).toBe('yes')
    expect((await ask({ amount: 1_000n, challengeWindow: 604_800 })).type).toBe('yes') // settles at once
  })

  test.each<[string, Partial<Order>, Partial<CanServeDeps>]>([
    ['another verifier', { verifier: payer }, {}],
    ['no verifier', { verifier: orderDefaults.verifier }, {}],
    ['another token', { token: payer }, {}],
    ['a pay window that is over before it could pay', { payWindow: 99 }, {}],
    ['a payout above its limit', { payout: 9_001n }, {}],
    ['a payout above a cap', {}, { overLimits: () => 'the cap per hour is used up' }],
    ['an order whose reference is used up', {}, { hasPayout: () => true }],
    ['what the operator’s own rules refuse', {}, { policy: async () => ({ type: 'refused', reason: 'outside policy.hours' }) }],
    ['an account that cannot be paid', {}, { accountFault: async () => 'the PSP knows no such account' }],
    ['too little float', {}, { reserve: async () => false }],
  ])('refuses %s', async (_name, terms, over) => {
    expect((await ask(terms, over)).type).toBe('no')
  })

  test('gives its float back when other orders used a limit up while it asked around', async () => {
    const released: string[] = []
    const reasons = [undefined, 'the cap per hour is used up']
    const answer = await ask({}, { overLimits: () => reasons.shift(), release: (orderId) => void released.push(orderId) })
    expect([answer, released.length]).toEqual([{ type: 'no', reason: 'the cap per hour is used up' }, 1])
  })

  test('a desk that has as much under way as it can carry waits for room', async () => {
    const held: string[] = []
    const busy = { countUnderWay: () => 50, reserve: async () => held.push('float') > 0 }
    expect(await ask({}, busy)).toMatchObject({ type: 'later', reason: 'at capacity' })
    expect(held).toEqual([])
    expect(await ask({}, { countUnderWay: () => 49 })).toEqual({ type: 'yes' })
  })

  test('gives its float back when other orders filled it up while it asked around', async () => {
    const released: string[] = []
    const counts = [49, 50]
    const answer = await ask({}, { countUnderWay: () => counts.shift() ?? 0, release: (orderId) => void released.push(orderId) })
    expect([answer, released.length]).toMatchObject([{ type: 'later', reason: 'at capacity' }, 1])
  })

  test('waits for the recipient’s details', async () => {
    expect((await ask({}, { openRecipient: async () => ({ type: 'missing' }) })).type).toBe('later')
  })
})
