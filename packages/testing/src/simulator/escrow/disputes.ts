/** Contested payouts and the payer's way out, as `OrderDisputes.sol` has them. */
import { type Address, zeroAddress } from 'viem'
import { credit, lock, Revert, unlock } from './accounts.ts'
import { bondOf, type Context, isSame, refund, releaseBond, requireStatus, settleNow } from './steps.ts'
import type { Terms } from './types.ts'

export type { Context } from './steps.ts'

const DISPUTE_WINDOW = 7 * 86_400

/** The payer contests a submission. */
export function challenge(context: Context, { id, order }: Terms): void {
  const { draft, sender, time, rules } = context
  const slot = requireStatus(context, id, 'submitted')
  if (!isSame(sender, order.payer)) throw new Revert('InvalidSender')
  if (BigInt(order.arbiter) === 0n) throw new Revert('NoArbiter')
  if (time > slot.changedAt + order.challengeWindow) throw new Revert('TooLate')
  lock(draft, sender, bondOf(rules, order.amount))
  draft.orders.set(id, { ...slot, status: 'disputed', changedAt: time })
  context.events.push({ name: 'OrderChallenged', orderId: id, payer: sender })
}

/** The arbiter decides. */
export function resolve(context: Context, terms: Terms, ruling: 'payClaimer' | 'refundPayer'): void {
  const { draft, sender, time, rules, events } = context
  const { id, order } = terms
  const slot = requireStatus(context, id, 'disputed')
  if (!isSame(sender, order.arbiter)) throw new Revert('InvalidSender')
  if (time > slot.changedAt + DISPUTE_WINDOW) throw new Revert('TooLate')
  const claimer = slot.claimer as Address // disputed: it was claimed
  const bond = bondOf(rules, order.amount)
  events.push({ name: 'OrderResolved', orderId: id, resolver: sender, ruling })
  if (ruling === 'payClaimer') {
    unlock(draft, order.payer, bond, 0n)
    credit(draft, claimer, bond)
    events.push({ name: 'Deposited', provider: claimer, token: rules.token, amount: bond })
    settleNow(context, terms)
    return
  }
  unlock(draft, order.payer, bond, bond)
  releaseBond(context, terms, claimer, bond)
  refund(context, terms)
}

/** Nobody decided in time: a proof wins, a bare word loses. */
export function resolveByDefault(context: Context, terms: Terms): void {
  const { draft, time, rules, events } = context
  const { id, order } = terms
  const slot = requireStatus(context, id, 'disputed')
  if (time <= slot.changedAt + DISPUTE_WINDOW) throw new Revert('TooEarly')
  const bond = bondOf(rules, order.amount)
  const isProven = BigInt(order.verifier) !== 0n
  unlock(draft, order.payer, bond, bond)
  events.push({ name: 'OrderResolved', orderId: id, resolver: zeroAddress, ruling: isProven ? 'payClaimer' : 'refundPayer' })
  if (isProven) {
    settleNow(context, terms)
    return
  }
  releaseBond(context, terms, slot.claimer as Address, 0n)
  refund(context, terms)
}

/** An open order's money goes back. */
export function reclaim(context: Context, terms: Terms): void {
  requireStatus(context, terms.id, 'open')
  if (context.time < terms.order.reclaimAfter) throw new Revert('TooEarly')
  context.events.push({ name: 'OrderFailed', orderId: terms.id, provider: zeroAddress, cause: 'unclaimed' })
  refund(context, terms)
}
