/** Runs one policy through one world in virtual time and counts what came of it. */
import { createTally } from '../metrics/createTally.ts'
import type { Tally } from '../metrics/types.ts'
import { toUnit } from '../random.ts'
import { createTruth } from '../world/createTruth.ts'
import { BLOCK_SECONDS, EPOCH_SECONDS, TURN_SECONDS, type World, type WorldOrder } from '../world/types.ts'
import { createReporter } from './createReporter.ts'
import { drawAttempt } from './drawAttempt.ts'
import { createHeap } from './heap.ts'
import { createLedger } from './ledger.ts'
import { BUNDLE_LIFE, mergeBundle } from './mergeBundle.ts'
import type { Bundle, Cause, LogEvent, Outcome, PolicyMaker } from './types.ts'

/** Attempts after which a payer takes its money back. */
export const MAX_ATTEMPTS = 3

/** Seconds in which an order may be claimed; after them its payer takes the money back. */
const CLAIM_SECONDS = 600

/** An order on its way through its ranks. */
type Journey = {
  readonly order: WorldOrder
  readonly ranking: readonly number[]
  readonly attempt: number
  /** When its turns began: at its creation, or when the attempt before failed. */
  readonly since: number
  readonly bestMargin: number
}
/** What comes of an attempt; without an outcome nobody whose turn it was had room, and the order is looked at again. */
type Finish = { readonly journey: Journey; readonly outcome: Outcome | undefined }

/** Runs. `log` gets every event of the chain; equal worlds and policies give equal logs and tallies. */
export function runWorld(world: World, maker: PolicyMaker, log: (event: LogEvent) => void = () => {}): Tally {
  const truth = createTruth(world)
  const ledger = createLedger(world)
  const policy = maker.create({ world, truth, strain: ledger })
  const report = createReporter(world, truth, ledger)
  const tally = createTally(world)
  const finishes = createHeap<Finish>()
  const memory = createHeap<Outcome>()
  let bundle: Bundle | undefined
  let epoch = 0

  world.providers.forEach((_, provider) => {
    if (truth.lives(provider, 0)) tell({ name: 'registered', at: 0, provider })
  })
  hear(report(0), 0) // the network was there before the first order
  for (const order of world.orders) {
    passTime(order.at)
    learn(order.at)
    tell({ name: 'created', at: order.at, order: order.index })
    place(order)
  }
  passTime(Number.POSITIVE_INFINITY)
  return tally.finish()

  /** Finishes what is due, and turns epochs over, in order of time. */
  function passTime(until: number): void {
    for (;;) {
      const boundary = (epoch + 1) * EPOCH_SECONDS
      const next = finishes.next()
      if (Math.min(next, boundary) > until || (next === Number.POSITIVE_INFINITY && until === next)) return
      if (boundary <= next) turnEpoch(boundary)
      else {
        const due = finishes.pop()
        if (due?.outcome) finish(due.journey, due.outcome, next)
        else if (due) attempt(due.journey, next)
      }
    }
  }

  function turnEpoch(at: number): void {
    const agreed = report(epoch)
    epoch += 1
    tell({ name: 'epoch', at, epoch })
    world.providers.forEach((_, provider) => {
      const [lived, lives] = [truth.lives(provider, epoch - 1), truth.lives(provider, epoch)]
      if (lived !== lives) tell({ name: lives ? 'registered' : 'left', at, provider })
    })
    ledger.refill(epoch)
    hear(agreed, at)
  }

  function hear(agreed: Bundle | undefined, at: number): void {
    if (!agreed) return
    bundle = mergeBundle(bundle, agreed)
    tell({ name: 'reports', at, bundle: agreed })
  }

  function tell(event: LogEvent): void {
    log(event)
    policy.see?.(event)
  }

  /** Hands over what the chain has made final: outcomes up to the last multiple of `stride` at or below `block − lag`. */
  function learn(now: number): void {
    const { lag, stride } = world.rules
    const height = Math.floor((Math.floor(now / BLOCK_SECONDS) - lag) / stride) * stride
    while (memory.next() <= height) {
      const outcome = memory.pop()
      if (outcome) policy.learn?.(outcome)
    }
  }

  function place(order: WorldOrder): void {
    const inForce = bundle && epoch - bundle.epoch <= BUNDLE_LIFE ? bundle : undefined
    const eligible = findEligible(order, inForce)
    const block = Math.floor(order.at / BLOCK_SECONDS)
    const sight = { order, epoch, block, eligible, inFlight: ledger.inFlight, bonds: ledger.bonds, bundle: inForce }
    const ranking = order.washes === undefined ? policy.rank(sight).slice(0, MAX_ATTEMPTS) : [order.washes]
    let bestMargin = Number.POSITIVE_INFINITY
    let best = 0
    for (const index of eligible) {
      bestMargin = Math.min(bestMargin, world.providers[index]?.marginBps ?? 0)
      if (order.washes === undefined) best = Math.max(best, truth.chance(index, order, epoch, ledger))
    }
    if (order.washes === undefined) {
      const [chosen] = ranking
      tally.choose({ order, epoch, chosen, chance: chosen === undefined ? 0 : truth.chance(chosen, order, epoch, ledger), best })
    }
    attempt({ order, ranking, attempt: 0, since: order.at, bestMargin }, order.at)
  }

  function findEligible(order: WorldOrder, inForce: Bundle | undefined): readonly number[] {
    const found: number[] = []
    for (let index = 0; index < world.providers.length; index++) {
      if (!world.providers[index]?.serves[order.corridor] || !truth.lives(index, epoch)) continue
      if (!inForce?.entries[index]?.report?.maintenance) found.push(index)
    }
    return found
  }

  function attempt(journey: Journey, at: number): void {
    const { order } = journey
    if (journey.attempt >= journey.ranking.length || at >= order.at + CLAIM_SECONDS) {
      tally.end(order, { settled: false, attempts: journey.attempt, at, extraBps: 0 })
      return
    }
    const provider = findTaker(journey, at)
    if (provider === undefined) {
      finishes.push(at + TURN_SECONDS, { journey, outcome: undefined })
      return
    }
    const drawn = drawAttempt(world, truth, ledger, { order, provider, epoch: Math.min(epoch, world.epochs) })
    if (drawn.cause !== 'missed') {
      ledger.claim(provider, order)
      tell({ name: 'assigned', at, order: order.index, provider, rank: journey.attempt })
    }
    const finishedAt = at + (drawn.cause === 'missed' ? TURN_SECONDS : drawn.seconds)
    const outcome = { order, provider, success: drawn.cause === 'none', cause: drawn.cause, claimedAt: at, finishedAt }
    const { attempt, ranking } = journey
    const rest = ranking.slice(attempt).filter((other) => other !== provider)
    finishes.push(finishedAt, { journey: { ...journey, ranking: [...ranking.slice(0, attempt), provider, ...rest] }, outcome })
  }

  /** The first of those whose turn has come that has room: a desk takes no more than the capacity that it reports. */
  function findTaker({ order, ranking, attempt, since }: Journey, at: number): number | undefined {
    const open = ranking.slice(attempt, attempt + 1 + Math.floor((at - since) / TURN_SECONDS))
    if (order.washes !== undefined) return open[0] // who buys from itself makes room
    return open.find((index) => (ledger.inFlight[index] ?? 0) < (world.providers[index]?.declaredCapacity ?? 0))
  }

  function finish(journey: Journey, outcome: Outcome, at: number): void {
    const { order, provider, cause, success } = outcome
    if (cause !== 'missed') {
      ledger.finish(provider, order, success)
      tell(success ? { name: 'settled', at, order: order.index, provider } : { name: 'failed', at, order: order.index, provider, cause })
    }
    remember(outcome, at)
    if (success || isFinal(cause)) {
      const extraBps = success ? (world.providers[provider]?.marginBps ?? 0) - journey.bestMargin : 0
      tally.end(order, { settled: success, attempts: journey.attempt + 1, at, extraBps })
    } else attempt({ ...journey, attempt: journey.attempt + 1, since: at }, at)
  }

  /** Outcomes reach learners late, and some never, as the world's rules say. */
  function remember(outcome: Outcome, at: number): void {
    const { order, provider } = outcome
    if (toUnit(world.seed, LOST + order.index, provider) < world.rules.lostOutcomes) return
    const late = toUnit(world.seed, LATE + order.index, provider) * world.rules.lateEpochs * EPOCH_SECONDS
    memory.push(Math.ceil((at + late) / BLOCK_SECONDS), outcome)
  }
}

/** Salts of the draws. */
const LOST = 2 ** 29
const LATE = 2 ** 30

/** The recipient's bank has spoken: another provider would hear the same. */
const isFinal = (cause: Cause) => cause === 'recipientRejected'
