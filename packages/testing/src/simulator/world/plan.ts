/** What a seed stands for: how many daemons and orders, on what terms, and which faults may strike how often. */
import { createDeskPlan, type DeskPlan, openDesk } from './desk.ts'
import { type FaultKind, faultKinds } from './faults.ts'
import { createHostility, type Hostility, honest } from './hostility.ts'
import { fastMs, toNeededMs } from './rail.ts'
import type { Random } from './random.ts'
import { corridor } from './setting.ts'

/** Terms of one order, relative to its creation. Seconds unless told. */
export type OrderPlan = {
  readonly atMs: number
  readonly payout: bigint
  /** Asks for one minor unit more than the desks’ rate gives for what it credits; nobody may pay it. */
  readonly isGreedy: boolean
  /** Basis points that the payer, as its own integrator, takes back when the order settles. */
  readonly feeBps: number
  /** Above the instant cap: its proof waits for a challenge window. */
  readonly isLarge: boolean
  readonly turnSeconds: number
  readonly claimFor: number
  readonly payWindow: number
  readonly slack: number
  readonly challengeWindow: number
  /** Indices of pinned providers. */
  readonly pinned: readonly number[]
  readonly hostility: Hostility
  /** How long after `reclaimAfter` the payer takes the money back itself; undefined = leaves it to the daemons. */
  readonly reclaimsAfter: number | undefined
}

/** One history. */
export type Plan = {
  readonly providers: number
  /** How each provider is set up. */
  readonly desks: readonly DeskPlan[]
  /** Milliseconds within which a payout arrives, but for faults. */
  readonly arrivesWithinMs: number
  readonly confirmations: number
  readonly orders: readonly OrderPlan[]
  readonly rates: ReadonlyMap<FaultKind, number>
  /** Milliseconds after which nothing new goes wrong. */
  readonly calmAfterMs: number
  readonly blockMs: number
}

/** How often each fault strikes where it may: per request, or per chance that its driver gives it. */
const rates: { readonly [kind in FaultKind]: readonly [low: number, high: number] } = {
  crash: [0.3, 1],
  reorg: [0.1, 0.5],
  rpcDown: [0.2, 0.6],
  rpcLag: [0.2, 0.6],
  rpcLie: [0.2, 0.6],
  transactionLate: [0.1, 0.5],
  transactionRefused: [0.05, 0.4],
  partition: [0.2, 0.7],
  clockSkew: [0.3, 1],
  diskFull: [0.1, 0.5],
  pspAnswerLost: [0.1, 0.7],
  pspErrorBefore: [0.1, 0.5],
  pspSlow: [0.1, 0.6],
  pspLateArrival: [0.1, 0.6],
  pspFails: [0.05, 0.4],
  pspRejects: [0.05, 0.3],
  pspThrottled: [0.1, 0.6],
  pspSilent: [0.1, 0.6],
  pspStaleRead: [0.2, 0.9],
  pspNoBalance: [0.1, 0.5],
  receiptsDown: [0.1, 0.5],
  webhookDuplicate: [0.2, 0.6],
  webhookLate: [0.2, 0.6],
  webhookForged: [0.2, 0.6],
  recipientLate: [0.2, 0.7],
  payerConfirms: [0.2, 0.7],
  payerChallenges: [0.2, 0.7],
}

/**
 * Draws a plan. Every history leaves out most kinds of faults, so that those it has meet each other undisturbed. Two in five have honest payers and
 * desks without limits; of the others a third has no faults at all, so that nothing excuses a loss.
 */
export function createPlan(random: Random): Plan {
  const density = random.pick([0.1, 0.25, 0.5])
  const chosen = faultKinds.filter(() => random.chance(density))
  const providers = random.pick([2, 3, 3, 4])
  const confirmations = random.int(1, 3)
  const orders = Array.from({ length: random.int(1, 3) }, (_, index) => createOrderPlan(random, random.fork(`price ${index}`), providers))
  const faults = new Map(chosen.map((kind) => [kind, between(random, rates[kind])]))
  const calmAfterMs = random.int(60, 200) * 1_000
  const blockMs = random.pick([1_000, 2_000, 3_000])
  const hostile = random.fork('hostile') // what came to be drawn later does not move what was drawn before
  const isHostile = hostile.chance(0.6)
  const isQuiet = isHostile && hostile.chance(0.35)
  const arrivesWithinMs = isHostile ? hostile.pick([fastMs, fastMs, 12_000, 30_000]) : fastMs
  const timing = { arrivesWithinMs, confirmations, blockMs }
  const isBurst = isHostile && hostile.chance(0.25)
  const all = isBurst ? toBurst(hostile, orders, providers) : orders
  return {
    ...timing,
    providers,
    desks: Array.from({ length: providers }, (_, index) => (isHostile ? createDeskPlan(hostile.fork(`desk ${index}`)) : openDesk)),
    orders: all.map((order, index) => {
      const own = hostile.fork(`order ${index}`)
      const drawn = isHostile && (!isBurst || own.chance(0.5)) ? createHostility(own) : honest
      const hostility = isBurst ? { ...drawn, corridor } : drawn // of one currency: that is what a limit counts
      const pinned = isHostile && own.chance(0.08) ? [STRANGER, ...order.pinned] : order.pinned
      return { ...order, hostility, pinned, payWindow: toPayWindow(own, { order, hostility, neededMs: toNeededMs(timing) }) }
    }),
    rates: isQuiet ? new Map() : faults,
    calmAfterMs,
  }
}

/** A provider that is none: pinned, it only costs a turn. */
const STRANGER = 99

/** One payer's orders within a second or two: each may fit a desk's limits, all of them do not. */
function toBurst(random: Random, orders: readonly OrderPlan[], providers: number): readonly OrderPlan[] {
  const more = Array.from({ length: random.int(2, 4) }, (_, index) => createOrderPlan(random, random.fork(`more ${index}`), providers))
  const from = random.int(0, 10_000)
  const spreadMs = random.pick([0, 1_500])
  return [...orders, ...more].map((order) => ({ ...order, isGreedy: false, atMs: from + random.int(0, spreadMs) }))
}

/** Seconds. What was drawn for an order is counted from what a claim on a fast chain needs. */
function toPayWindow(
  random: Random,
  { order, hostility, neededMs }: { readonly order: OrderPlan; readonly hostility: Hostility; readonly neededMs: number },
): number {
  const needed = Math.floor(neededMs / 1_000)
  if (hostility.window === 'short') return random.int(5, needed)
  return hostility.window === 'justEnough' ? needed + random.int(1, 2) : needed + order.payWindow - 10
}

function createOrderPlan(random: Random, price: Random, providers: number): OrderPlan {
  const indices = Array.from({ length: providers }, (_, index) => index)
  const isLarge = random.chance(0.25)
  return {
    atMs: random.int(0, 20_000),
    payout: BigInt(random.int(1_000, 50_000)) * 100n,
    isGreedy: price.chance(0.08),
    feeBps: price.chance(0.2) ? price.int(1, 1_000) : 0,
    isLarge,
    turnSeconds: random.int(3, 12),
    claimFor: random.int(30, 120),
    payWindow: random.int(15, 90),
    slack: random.pick([0, 0, 10, 60]),
    challengeWindow: isLarge ? random.int(0, 30) : 0,
    hostility: honest,
    pinned: random.chance(0.25) ? random.shuffle(indices).slice(0, random.int(1, 2)) : [],
    reclaimsAfter: random.chance(0.4) ? random.int(0, 20) : undefined,
  }
}

const between = (random: Random, [low, high]: readonly [number, number]) => low + (high - low) * random.next()
