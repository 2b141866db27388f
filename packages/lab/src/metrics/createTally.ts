/** Counts while a run goes on. */
import type { World, WorldOrder } from '../world/types.ts'
import { toOutageTimes } from './toOutageTimes.ts'
import type { Tally } from './types.ts'

/** A first choice: the chance it had, and the best that there was. */
export type Choice = {
  readonly order: WorldOrder
  readonly epoch: number
  readonly chosen: number | undefined
  readonly chance: number
  readonly best: number
}
/** How an order ended. */
export type Ending = { readonly settled: boolean; readonly attempts: number; readonly at: number; readonly extraBps: number }

/** The counter of a run. */
export type Counter = {
  choose(choice: Choice): void
  end(order: WorldOrder, ending: Ending): void
  finish(): Tally
}

/** Starts counting. Washed and hopeless orders are not counted. */
export function createTally(world: World): Counter {
  const width = world.providers.length
  const turns = new Int32Array((world.epochs + 2) * width)
  const sums = { orders: 0, regret: 0, best: 0, unrouted: 0, first: 0, final: 0, attempts: 0, bps: 0, seconds: 0, attacked: 0 }
  const counts = (order: WorldOrder) => order.washes === undefined && !order.hopeless
  return {
    choose: ({ order, epoch, chosen, chance, best }) => {
      if (!counts(order)) return
      sums.orders += 1
      sums.best += best
      sums.regret += best - chance
      if (chosen === undefined) {
        sums.unrouted += 1
        return
      }
      turns[epoch * width + chosen] = (turns[epoch * width + chosen] ?? 0) + 1
      if (world.providers[chosen]?.attacker) sums.attacked += 1
    },
    end: (order, { settled, attempts, at, extraBps }) => {
      if (!counts(order)) return
      sums.attempts += attempts
      if (!settled) return
      sums.final += 1
      sums.bps += extraBps
      sums.seconds += at - order.at
      if (attempts === 1) sums.first += 1
    },
    finish: () => {
      const orders = Math.max(1, sums.orders)
      const settled = Math.max(1, sums.final)
      return {
        orders: sums.orders,
        firstSuccess: sums.first / orders,
        finalSuccess: sums.final / orders,
        regret: sums.regret / orders,
        ceiling: sums.best / orders,
        unrouted: sums.unrouted / orders,
        attempts: sums.attempts / orders,
        costBps: sums.bps / settled,
        seconds: sums.seconds / settled,
        ...toOutageTimes(world, turns),
        washed: world.orders.filter(({ washes }) => washes !== undefined).length / Math.max(1, world.orders.length),
        attackerShare: toAttackerShare(world, sums.attacked / orders),
      }
    },
  }
}

function toAttackerShare({ providers }: World, share: number): number | undefined {
  const all = providers.reduce((sum, { capacity }) => sum + capacity, 0)
  const theirs = providers.reduce((sum, { capacity, attacker }) => sum + (attacker ? capacity : 0), 0)
  return theirs === 0 ? undefined : share / (theirs / all)
}
