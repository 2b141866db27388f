/** What must hold when a history has come to rest. */
import { getCredited, type OrderId, toPaymentReference } from '@paynode/sdk/protocol'
import { replayOrder } from '../../../../node/src/orders/replay.ts'
import { listOrderEvents } from '../../../../node/src/store/orderEvents.ts'
import { getOrderRecord } from '../../../../node/src/store/orders.ts'
import { getPayout } from '../../../../node/src/store/payouts.ts'
import { getReservation } from '../../../../node/src/store/reservations.ts'
import type { Store } from '../../../../node/src/store/store.ts'
import { getWallet } from '../escrow/accounts.ts'
import { sumHeld } from '../escrow/applyCall.ts'
import { isSame } from '../escrow/steps.ts'
import type { Terms } from '../escrow/types.ts'
import { escrow, rate, toProvider } from '../world/setting.ts'
import { type Created, type DeskFigures, inspectDesks } from './inspectDesks.ts'
import type { Machine, Shared } from './machines.ts'

/** Which law was broken, and how. */
export type Finding = {
  readonly law:
    | 'doublePayout'
    | 'lostOrder'
    | 'stuckOrder'
    /** A payout that settled to nobody. */
    | 'lostToDesk'
    /** A claim that ended unpaid, at the cost of its bond. */
    | 'needlessGiveUp'
    | 'overLimit'
    /** An honest order that nobody served though nothing went wrong. */
    | 'unserved'
    | 'paidNotOwed'
    | 'ledger'
    | 'replay'
    | 'conservation'
    | 'error'
  readonly text: string
}

export type Find = (law: Finding['law'], text: string) => void

/** Looks at every order from the chain's, the PSP's and every daemon's side. */
export function inspect(
  shared: Shared,
  machines: readonly Machine[],
  orders: readonly Created[],
): DeskFigures & { readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const find: Find = (law, text) => void findings.push({ law, text })
  for (const machine of machines) for (const error of machine.errors) find('error', `${machine.index} ${toText(error)}`)
  for (const { terms } of orders) inspectOrder(shared, machines, terms, find)
  const { state } = shared.blocks.tip()
  const held = sumHeld(state, (id) => shared.terms.get(id)?.order.amount ?? 0n)
  if (getWallet(state, escrow) !== held) find('conservation', `the escrow holds ${getWallet(state, escrow)}, owes ${held}`)
  return { ...inspectDesks(shared, machines, orders, find), findings }
}

function inspectOrder({ blocks, plan, psp }: Shared, machines: readonly Machine[], { id, order }: Terms, find: Find): void {
  const name = id.slice(0, 8)
  const slot = blocks.tip().state.orders.get(id)
  const paid = psp.payouts().filter(({ reference, failure }) => reference === toPaymentReference(id) && failure === undefined)
  if (paid.length > 1) find('doublePayout', `${name} was paid by ${paid.map(({ owner }) => owner).join(' and ')}`)
  if (!slot) {
    find('stuckOrder', `${name} was never created`)
    return
  }
  if (slot.status !== 'settled' && slot.status !== 'refunded') find('stuckOrder', `${name} is still ${slot.status}`)
  const [payment] = paid
  if (slot.status === 'settled') {
    if (payment?.owner.toLowerCase() !== slot.claimer?.toLowerCase())
      find('paidNotOwed', `${name} settled to ${slot.claimer}, paid by ${payment?.owner}`)
    if (payment && payment.amount !== order.payout) find('paidNotOwed', `${name} paid ${payment.amount} of ${order.payout}`)
  }
  const desk = plan.desks.find((_, index) => isSame(toProvider(index), payment?.owner))
  if (payment && order.payout * 1_000_000n > getCredited(order) * (desk?.agreed ?? rate))
    find('paidNotOwed', `${name} was paid above the desk’s rate`)
  for (const machine of machines) inspectMachine(machine, { id, name, status: slot.status, payerOf: payment?.owner }, find)
}

function inspectMachine(
  { index, db }: Machine,
  parameters: { readonly id: OrderId; readonly name: string; readonly status: string; readonly payerOf: string | undefined },
  find: Find,
): void {
  const { id, name, status, payerOf } = parameters
  const store = { db } as Store
  const self = toProvider(index)
  const record = getOrderRecord(store, id)
  if (!record) {
    find('lostOrder', `${index} does not know ${name}`)
    return
  }
  const hasPaid = payerOf?.toLowerCase() === self.toLowerCase()
  const isOwn = record.claimer?.toLowerCase() === self.toLowerCase()
  if (record.state !== status && record.state !== 'flagged')
    find('stuckOrder', `${index} has ${name} as ${record.state}, the chain as ${status}`)
  if (hasPaid && record.state !== 'flagged' && !(status === 'settled' && isOwn))
    find('lostOrder', `${index} paid ${name}, which is ${status}, and tells nobody`)
  const replayed = replayOrder(listOrderEvents(store, id), self)
  if (toText(replayed) !== toText(record))
    find('replay', `${index} ${name}: the log gives ${toText(replayed)}, the row is ${toText(record)}`)
  const payout = getPayout(store, id)
  if (hasPaid !== (payout?.state === 'SUCCEEDED'))
    find('ledger', `${index} has the payout of ${name} as ${payout?.state}, the PSP as ${hasPaid ? 'paid' : 'not paid'}`)
  const reservation = getReservation(store, id)?.state
  if (reservation === 'reserved') find('ledger', `${index} still reserves float for ${name} (${record.state}, payout ${payout?.state})`)
  if (hasPaid && reservation !== 'posted') find('ledger', `${index} paid ${name}, its float is ${reservation}`)
}

const toText = (value: unknown): string =>
  value instanceof Error
    ? (value.stack ?? value.message)
    : JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : sortKeys(part)))

const sortKeys = (part: unknown): unknown =>
  part !== null && typeof part === 'object' && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
    : part
