/** Draws calls for the differential test: mostly sensible ones, some too early, too late, by the wrong person or with a bad proof. */
import { type Order, orderDefaults } from '@paynode/sdk/protocol'
import { type Address, zeroHash } from 'viem'
import type { Random } from '../world/random.ts'
import { getAccount } from './accounts.ts'
import type { Attested, Call, EscrowRules, EscrowState, Proof, Terms } from './types.ts'

/** Who takes part. `providers` serve; the last of `attesters` is no member. */
export type Cast = {
  readonly payer: Address
  readonly arbiter: Address
  readonly providers: readonly Address[]
  readonly stranger: Address
}
/** A call and who makes it. */
export type Drawn = { readonly sender: Address; readonly call: Exclude<Call, { fn: 'collectFees' }> }

/** Terms of a new order at a block time; some are out of bounds. */
export function drawOrder(
  random: Random,
  { cast, rules, time, salt }: { cast: Cast; rules: EscrowRules; time: number; salt: bigint },
): Order {
  const [claimFor, payWindow] = [random.pick([60, 300]), random.pick([20, 60])]
  const order: Order = {
    ...orderDefaults,
    payer: cast.payer,
    refundTo: random.pick([cast.payer, cast.stranger]),
    token: rules.token,
    amount: random.pick([1n, rules.instantCap, rules.instantCap + 1n, 10n * rules.instantCap]),
    payout: BigInt(random.int(1, 1_000_000)),
    corridor: 'NGN/bank',
    ...(random.chance(0.3) ? { integrator: cast.stranger, integratorFeeBps: 30 } : {}),
    protocolFeeBps: random.pick([0, 25]),
    verifier: random.chance(0.8) ? rules.verifier : orderDefaults.verifier,
    arbiter: random.chance(0.7) ? cast.arbiter : orderDefaults.arbiter,
    challengeWindow: random.pick([0, 30, 600, 600]),
    claimBy: time + claimFor,
    payWindow,
    reclaimAfter: time + claimFor + payWindow + random.pick([0, 30]),
    pinned: random.chance(0.3) ? random.shuffle(cast.providers).slice(0, random.int(1, 3)) : [],
    turnSeconds: random.pick([10, 30]),
    recipientHash: zeroHash,
    salt,
  }
  const flaws: readonly Partial<Order>[] = [
    { claimBy: time - 5 },
    { payWindow: 0 },
    { reclaimAfter: order.claimBy + payWindow - 1 },
    { reclaimAfter: time + 31 * 86_400 },
    { challengeWindow: 8 * 86_400 },
    { integratorFeeBps: 1_001 },
    { protocolFeeBps: 101 },
    { integrator: orderDefaults.integrator, integratorFeeBps: 1 },
    { amount: 0n },
    { payout: 0n },
    { refundTo: orderDefaults.integrator },
    { refundTo: rules.escrow },
    { token: cast.stranger },
    { pinned: cast.providers, turnSeconds: 0 },
  ]
  return random.chance(0.15) ? { ...order, ...random.pick(flaws) } : order
}

/** A call on one of the orders, weighted to what its status allows. */
export function drawCall(
  random: Random,
  { state, orders, cast, rules, time }: { state: EscrowState; orders: readonly Terms[]; cast: Cast; rules: EscrowRules; time: number },
): Drawn {
  const everybody = [...cast.providers, cast.payer, cast.arbiter, cast.stranger]
  const terms = random.pick(orders)
  const slot = state.orders.get(terms.id)
  const claimer = slot?.claimer ?? random.pick(cast.providers)
  const sender = random.chance(0.15) ? random.pick(everybody) : undefined
  const isWild = random.chance(0.1)
  const paidAt = time
  const toAttested = ({ id, order }: Terms, provider: Address): Attested => ({ orderId: id, provider, payout: order.payout, paidAt })
  const sign = (over: readonly Attested[]): Proof => {
    const signers = random.shuffle(rules.attesters).slice(0, random.chance(0.92) ? rules.threshold : rules.threshold - 1)
    return { signers, over: random.chance(0.9) ? over : over.map((one) => ({ ...one, paidAt: one.paidAt + 1 })) }
  }
  const draw = (fns: readonly Drawn['call']['fn'][]): Drawn => {
    const fn = random.pick(fns)
    switch (fn) {
      case 'create':
        return { sender: sender ?? cast.payer, call: { fn, terms } }
      case 'deposit':
        return { sender: random.pick(cast.providers), call: { fn, amount: BigInt(random.int(1, 1_000_000)) } }
      case 'withdraw': {
        const from = random.pick(everybody)
        const { free } = getAccount(state, from)
        return {
          sender: from,
          call: { fn, amount: free / 3n + (random.chance(0.2) ? free : 0n) + 1n, to: random.chance(0.9) ? from : rules.escrow },
        }
      }
      case 'claim':
        return { sender: sender ?? random.pick(cast.providers), call: { fn, terms, route: zeroHash } }
      case 'claimBatch': {
        const requests = random
          .shuffle(orders)
          .slice(0, 3)
          .map((one) => ({ terms: one, route: zeroHash }))
        return { sender: random.pick(cast.providers), call: { fn, requests } }
      }
      case 'giveUp':
        return { sender: sender ?? claimer, call: { fn, terms, cause: random.pick(['recipientRejected', 'other', 'expired'] as const) } }
      case 'confirm':
        return { sender: sender ?? cast.payer, call: { fn, terms, isSigned: random.chance(0.4) } }
      case 'submit': {
        const proof = BigInt(terms.order.verifier) === 0n && !isWild ? undefined : sign([toAttested(terms, claimer)])
        return { sender: sender ?? claimer, call: { fn, terms, paidAt, proof } }
      }
      case 'submitBatch': {
        const items = random
          .shuffle(orders)
          .slice(0, random.int(1, 4))
          .map((one) => ({ terms: one, provider: state.orders.get(one.id)?.claimer ?? random.pick(cast.providers), paidAt }))
        return {
          sender: random.pick(everybody),
          call: { fn, verifier: rules.verifier, items, proof: sign(items.map((item) => toAttested(item.terms, item.provider))) },
        }
      }
      case 'settleBatch':
        return { sender: random.pick(everybody), call: { fn, items: random.shuffle(orders).slice(0, 3) } }
      case 'challenge':
        return { sender: sender ?? cast.payer, call: { fn, terms } }
      case 'resolve':
        return { sender: sender ?? cast.arbiter, call: { fn, terms, ruling: random.pick(['payClaimer', 'refundPayer'] as const) } }
      default:
        return { sender: random.pick(everybody), call: { fn, terms } }
    }
  }
  return draw(isWild ? every : usual[slot?.status ?? 'none'])
}

const every = [
  'create',
  'deposit',
  'withdraw',
  'claim',
  'claimBatch',
  'giveUp',
  'expireClaim',
  'confirm',
  'submit',
  'submitBatch',
  'settle',
  'settleBatch',
  'challenge',
  'resolve',
  'resolveByDefault',
  'reclaim',
] as const
/** Calls that an order's status allows. */
export const usual = {
  none: ['create'],
  open: ['claim', 'claim', 'claimBatch', 'reclaim'],
  claimed: ['submit', 'submit', 'submit', 'submitBatch', 'submitBatch', 'giveUp', 'expireClaim', 'confirm'],
  submitted: ['challenge', 'challenge', 'settle', 'settle', 'settleBatch', 'confirm'],
  disputed: ['resolve', 'resolve', 'resolveByDefault', 'resolveByDefault'],
  settled: ['withdraw', 'deposit', 'settle'],
  refunded: ['withdraw', 'reclaim', 'create'],
} as const
