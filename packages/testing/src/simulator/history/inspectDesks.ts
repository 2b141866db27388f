/** What desks lost to their payers, and whether they kept to their own limits. A loss counts against the daemon unless a fault explains it. */
import { getCorridor, type OrderId, toPaymentReference } from '@paynode/sdk/protocol'
import { zeroAddress } from 'viem'
import type { ChainEvent } from '../../../../node/src/chain/events.ts'
import { failedPayoutStates, listPayouts } from '../../../../node/src/store/payouts.ts'
import type { Store } from '../../../../node/src/store/store.ts'
import type { Block } from '../chain/blocks.ts'
import { isSame } from '../escrow/steps.ts'
import type { Terms } from '../escrow/types.ts'
import { type DeskPlan, openDesk } from '../world/desk.ts'
import { type FaultKind, faultKinds } from '../world/faults.ts'
import type { Hostility } from '../world/hostility.ts'
import type { OrderPlan } from '../world/plan.ts'
import { toProvider } from '../world/setting.ts'
import type { Find } from './inspect.ts'
import type { Machine, Shared } from './machines.ts'

/** An order of the history and what its payer tried. */
export type Created = { readonly terms: Terms; readonly plan: OrderPlan }
/** What faults explain: payouts that never settled, and claims that ended unpaid. `givenUp` has those too that an unknown account explains. */
export type DeskFigures = { readonly lostToFaults: number; readonly givenUp: number }

/** Longest that a fault goes on after it struck. Milliseconds. */
const LASTS_MS = 120_000
const HOUR_MS = 3_600_000
/** A block that a reorganisation made anew has the time of the one that it replaced: what it holds may have been sent that much later. */
const BLOCK_MS = 10_000
/** Nobody is slower for these. */
const harmless: ReadonlySet<FaultKind> = new Set([
  'webhookDuplicate',
  'webhookLate',
  'webhookForged',
  'recipientLate',
  'payerConfirms',
  'payerChallenges',
])
const delaying = new Set(faultKinds.filter((kind) => !harmless.has(kind)))
const silent: ReadonlySet<FaultKind> = new Set(['pspSilent'])

/**
 * A claim that the chain, or an RPC's side branch, seemed to take back may land after its float and its place went to another order. Caps still
 * hold then, because they are looked at again before money leaves.
 */
const outlived = ({ counts }: Shared['chaos']) => counts.reorg + counts.rpcLie > 0

/** Looks at every payout and every claim that ended unpaid. */
export function inspectDesks(shared: Shared, machines: readonly Machine[], orders: readonly Created[], find: Find): DeskFigures {
  const events = collectEvents(shared.blocks.tip())
  const figures = orders.map((order) => {
    const own = events.get(order.terms.id) ?? []
    return { lost: inspectPayments(shared, order, find), givenUp: inspectClaims(shared, order, own, find) }
  })
  inspectLimits(shared, orders, find)
  for (const machine of machines) inspectWindows(machine, shared.plan.desks[machine.index] ?? openDesk, find)
  if (!faultKinds.some((kind) => shared.chaos.counts[kind] > 0)) for (const order of orders) inspectService(shared, order, find)
  const sum = (pick: (figure: (typeof figures)[number]) => number) => figures.reduce((total, figure) => total + pick(figure), 0)
  return { lostToFaults: sum(({ lost }) => lost), givenUp: sum(({ givenUp }) => givenUp) }
}

/** No fault makes a desk pay these: it knew them for what they are before it claimed. */
const isTrap = ({ hostility, isLarge }: OrderPlan) =>
  hostility.verifier !== 'own' ||
  (isLarge && (hostility.arbiter === 'foreign' || hostility.challenge === 'long')) ||
  hostility.spelling === 'spaces' ||
  hostility.spelling === 'other'

function inspectPayments({ blocks, chaos, psp }: Shared, { terms: { id }, plan }: Created, find: Find): number {
  const slot = blocks.tip().state.orders.get(id)
  let excused = 0
  for (const payout of psp.payouts()) {
    if (payout.reference !== toPaymentReference(id) || payout.failure !== undefined || !slot) continue
    const isSettled = slot.status === 'settled' && isSame(payout.owner, slot.claimer)
    if (isTrap(plan)) find('lostToDesk', `${id.slice(0, 8)} was paid by ${payout.owner}: ${toText(plan.hostility)}`)
    else if (isSettled) continue
    else if (chaos.struck(delaying, payout.createdAt - LASTS_MS, slot.changedAt * 1_000 + BLOCK_MS)) excused += 1
    else
      find(
        'lostToDesk',
        `${id.slice(0, 8)} was paid by ${payout.owner}, is ${slot.status}, and no fault explains it: ${toText(plan.hostility)}`,
      )
  }
  return excused
}

function inspectClaims({ chaos, plan }: Shared, order: Created, events: readonly ChainEvent[], find: Find): number {
  const { account } = order.plan.hostility
  let givenUp = 0
  let refusals = 0
  let claimedAt = 0
  for (const event of events) {
    const at = event.position.blockTime * 1_000
    if (event.name === 'OrderClaimed') claimedAt = at
    if (event.name !== 'OrderFailed' || event.provider === zeroAddress) continue
    givenUp += 1
    const isExcused = chaos.struck(delaying, claimedAt - LASTS_MS, at + BLOCK_MS)
    const complain = (why: string) =>
      find(
        'needlessGiveUp',
        `${order.terms.id.slice(0, 8)}, claimed by ${event.provider}, ended as ${event.cause}: ${why} (${toText(order.plan.hostility)})`,
      )
    if (event.cause === 'insufficientFloat')
      chaos.counts.clockSkew > 0 || outlived(chaos) || complain('there was float; limits are known before a claim')
    else if (event.cause !== 'recipientRejected') isExcused || complain('no fault explains it')
    else if (account === 'known') complain('the account is known')
    else {
      refusals += 1
      const desk = plan.desks.find((_, index) => isSame(toProvider(index), event.provider)) ?? openDesk
      if (desk.hasEnquiry && !chaos.struck(silent, claimedAt - LASTS_MS, claimedAt + BLOCK_MS)) complain('its PSP would have told')
      if (refusals > 1 && !isExcused) complain('somebody had said so')
    }
  }
  return givenUp
}

/** Careful desks are no use if they serve nobody: where nothing went wrong, an order that a desk without totals may take was settled. */
function inspectService({ blocks, plan }: Shared, order: Created, find: Find): void {
  const { hostility, claimFor, turnSeconds, pinned, isGreedy, payout } = order.plan
  if (isTrap(order.plan) || isGreedy || hostility.account !== 'known' || hostility.window === 'short') return
  const lastTurnMs = (plan.providers + pinned.length) * turnSeconds * 1_000
  if (claimFor * 1_000 < lastTurnMs + 10 * plan.blockMs) return
  const isFree = ({ minPayout, maxPayout, perPayout, perHour, perDay, perPayerPerDay, capacity }: DeskPlan) =>
    capacity >= plan.orders.length &&
    payout >= minPayout &&
    payout <= maxPayout &&
    payout <= (perPayout ?? payout) &&
    [perHour, perDay, perPayerPerDay].every((limit) => limit === undefined)
  const { id } = order.terms
  if (plan.desks.some(isFree) && blocks.tip().state.orders.get(id)?.status !== 'settled')
    find('unserved', `${id.slice(0, 8)} could have been served: ${toText(hostility)}`)
}

/** A history is shorter than an hour: all of it counts. */
function inspectLimits({ chaos, plan, psp }: Shared, orders: readonly Created[], find: Find): void {
  const byReference = new Map<string, Terms>(orders.map(({ terms }) => [toPaymentReference(terms.id), terms]))
  for (const [index, desk] of plan.desks.entries()) {
    const paid = psp.payouts().filter(({ owner, failure }) => failure === undefined && isSame(owner, toProvider(index)))
    for (const [currency, payouts] of Map.groupBy(paid, ({ currency }) => currency)) {
      const complain = (what: string) =>
        find('overLimit', `${index} paid ${payouts.map(({ amount }) => amount).join(' + ')} ${currency}, ${what}`)
      const total = payouts.reduce((sum, { amount }) => sum + amount, 0n)
      if (desk.perDay !== undefined && total > desk.perDay) complain(`above ${desk.perDay} a day`)
      if (desk.perPayerPerDay !== undefined && total > desk.perPayerPerDay) complain(`to one payer, above ${desk.perPayerPerDay} a day`)
      const mostAtOnce = Math.max(
        ...payouts.map(({ createdAt: at }) => payouts.filter(({ createdAt, settleAt }) => createdAt <= at && at < settleAt).length),
      )
      if (mostAtOnce > desk.capacity && !outlived(chaos)) complain(`${mostAtOnce} at a time, above ${desk.capacity}`)
      for (const { amount, reference } of payouts) {
        const isWithin = amount >= desk.minPayout && amount <= desk.maxPayout && amount <= (desk.perPayout ?? amount)
        if (!isWithin) complain(`not all within ${desk.minPayout}, ${desk.maxPayout} and ${desk.perPayout}`)
        if (getCorridor(byReference.get(reference)?.order.corridor ?? '')?.currency !== currency) complain('not the order’s currency')
      }
    }
  }
}

/** By the desk's own clock and books, what left in any hour and day is within its caps. */
function inspectWindows({ db, index }: Machine, { perHour, perDay }: DeskPlan, find: Find): void {
  const rows = listPayouts({ db } as Store).filter(({ state }) => !failedPayoutStates.has(state))
  for (const last of rows) {
    if (last.request === undefined) continue // from before the history, when there may have been no cap
    const sumOf = (ms: number) =>
      rows.reduce((sum, { amount, createdAt, currency }) => {
        const counts = currency === last.currency && createdAt <= last.createdAt && createdAt >= last.createdAt - ms
        return counts ? sum + amount : sum
      }, 0n)
    if (perHour !== undefined && sumOf(HOUR_MS) > perHour) find('overLimit', `${index} paid ${sumOf(HOUR_MS)} in an hour, above ${perHour}`)
    if (perDay !== undefined && sumOf(24 * HOUR_MS) > perDay)
      find('overLimit', `${index} paid ${sumOf(24 * HOUR_MS)} in a day, above ${perDay}`)
  }
}

/** Order events of the canonical chain, oldest first. */
function collectEvents(tip: Block): ReadonlyMap<OrderId, readonly ChainEvent[]> {
  const events: ChainEvent[] = []
  for (let block: Block | undefined = tip; block; block = block.parent) events.push(...block.events.toReversed())
  return Map.groupBy(events.reverse(), (event) => ('orderId' in event ? event.orderId : ('0x' as OrderId)))
}

const toText = (hostility: Hostility) => Object.values(hostility).join(' ')
