/** What a seed stands for: how many daemons and orders, on what terms, and which faults may strike how often. */
import { type FaultKind, faultKinds } from './faults.ts'
import type { Random } from './random.ts'

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
  /** How long after `reclaimAfter` the payer takes the money back itself; undefined = leaves it to the daemons. */
  readonly reclaimsAfter: number | undefined
}

/** One history. */
export type Plan = {
  readonly providers: number
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

/** Draws a plan. Every history leaves out most kinds, so that those it has meet each other undisturbed. */
export function createPlan(random: Random): Plan {
  const density = random.pick([0.1, 0.25, 0.5])
  const chosen = faultKinds.filter(() => random.chance(density))
  const providers = random.pick([2, 3, 3, 4])
  return {
    providers,
    confirmations: random.int(1, 3),
    orders: Array.from({ length: random.int(1, 3) }, (_, index) => createOrderPlan(random, random.fork(`price ${index}`), providers)),
    rates: new Map(chosen.map((kind) => [kind, between(random, rates[kind])])),
    calmAfterMs: random.int(60, 200) * 1_000,
    blockMs: random.pick([1_000, 2_000, 3_000]),
  }
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
    pinned: random.chance(0.25) ? random.shuffle(indices).slice(0, random.int(1, 2)) : [],
    reclaimsAfter: random.chance(0.4) ? random.int(0, 20) : undefined,
  }
}

const between = (random: Random, [low, high]: readonly [number, number]) => low + (high - low) * random.next()
