/** The steps that several calls of the escrow model share. */
import type { OrderId, OrderStatus } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { ChainEventBody } from '../../../../node/src/chain/events.ts'
import { credit, type Draft, Revert, transfer, unlock } from './accounts.ts'
import type { EscrowRules, OrderSlot, Terms } from './types.ts'

/** One call while it runs. */
export type Context = {
  readonly draft: Draft
  readonly events: ChainEventBody[]
  readonly skipped: string[]
  readonly sender: Address
  readonly time: number
  readonly rules: EscrowRules
}

const BPS = 10_000n
const missing: OrderSlot = { status: 'none', createdAt: 0, changedAt: 0, isInstant: false }

export const isSame = (left: string, right: string | undefined) => left.toLowerCase() === right?.toLowerCase()
export const bondOf = ({ bondBps }: EscrowRules, amount: bigint) => (amount * BigInt(bondBps) + BPS - 1n) / BPS
export const getSlot = ({ orders }: Pick<Draft, 'orders'>, id: OrderId): OrderSlot => orders.get(id) ?? missing

/** The order's slot. @throws {Revert} when it is in another status. */
export function requireStatus({ draft }: Pick<Context, 'draft'>, id: OrderId, status: OrderStatus): OrderSlot {
  const slot = getSlot(draft, id)
  if (slot.status !== status) throw new Revert('WrongStatus')
  return slot
}

/** Credits the claimer with the amount less fees and returns its bond. */
export function settleNow({ draft, events, time, rules }: Context, { id, order }: Terms): void {
  const slot = getSlot(draft, id)
  const claimer = slot.claimer as Address // claimed or later
  const integratorFee = (order.amount * BigInt(order.integratorFeeBps)) / BPS
  const protocolFee = (order.amount * BigInt(order.protocolFeeBps)) / BPS
  const credited = order.amount - integratorFee - protocolFee
  const bond = bondOf(rules, order.amount)
  draft.orders.set(id, { ...slot, status: 'settled', changedAt: time })
  unlock(draft, claimer, bond, credited + bond)
  const key = order.integrator.toLowerCase()
  const fees = draft.fees.get(key) ?? { integratorFees: 0n, protocolFees: 0n }
  if (integratorFee + protocolFee > 0n)
    draft.fees.set(key, { integratorFees: fees.integratorFees + integratorFee, protocolFees: fees.protocolFees + protocolFee })
  events.push({ name: 'OrderSettled', orderId: id, provider: claimer, credited })
}

/** Unlocks the claimer's bond but for `toPayer`, which goes to the account of `refundTo`. */
export function releaseBond({ draft, events, rules }: Context, { id, order }: Terms, claimer: Address, toPayer: bigint): void {
  const bond = bondOf(rules, order.amount)
  unlock(draft, claimer, bond, bond - toPayer)
  credit(draft, order.refundTo, toPayer)
  events.push({ name: 'BondMoved', provider: claimer, token: rules.token, orderId: id, toPayer })
}

/** Sends the locked amount to `refundTo`. */
export function refund({ draft, events, time, rules }: Context, { id, order }: Terms): void {
  draft.orders.set(id, { ...getSlot(draft, id), status: 'refunded', changedAt: time })
  events.push({ name: 'OrderRefunded', orderId: id, refundTo: order.refundTo, amount: order.amount })
  transfer(draft, rules.escrow, order.refundTo, order.amount)
}
