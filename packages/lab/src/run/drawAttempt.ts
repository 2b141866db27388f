/** What becomes of one attempt: the same luck for the same order and provider, whichever policy sent it there. */
import { toUnit } from '../random.ts'
import type { Strain, Truth } from '../world/createTruth.ts'
import type { World, WorldOrder } from '../world/types.ts'
import type { Cause } from './types.ts'

/** The result of an attempt and how long it takes to show. */
export type Attempt = { readonly cause: Cause; readonly seconds: number }

/** Salts of the draws. */
const SUCCESS = 11
const DURATION = 12
const DETAIL = 13

/** Draws. A washed order always settles: its payer and its provider are one. */
export function drawAttempt(
  world: World,
  truth: Truth,
  strain: Strain,
  { order, provider, epoch }: { order: WorldOrder; provider: number; epoch: number },
): Attempt {
  const { seed, rules, providers } = world
  const luck = (salt: number) => toUnit(seed * 16 + salt, order.index, provider)
  const median = providers[provider]?.seconds ?? 30
  const seconds = median * toLogNormal(luck(DURATION), toUnit(seed * 16 + DURATION, provider, order.index))
  if (!truth.lives(provider, epoch) || truth.outage(provider, epoch)?.kind === 'node') return { cause: 'missed', seconds: 0 }
  if (order.washes === provider) return { cause: 'none', seconds }
  if (order.hopeless) return { cause: 'recipientRejected', seconds }
  const chance = truth.chance(provider, order, epoch, strain)
  if (luck(SUCCESS) < chance) return { cause: 'none', seconds: Math.min(seconds, rules.payWindow) }
  if ((strain.float[provider * world.corridors.length + order.corridor] ?? 0) < order.amount)
    return { cause: 'insufficientFloat', seconds: 3 }
  if (luck(DETAIL) < rules.silentFailures) return { cause: 'expired', seconds: rules.payWindow }
  return { cause: 'pspUnavailable', seconds: seconds * 0.6 }
}

/** exp(N(0, 0.4²)) from two uniforms. */
function toLogNormal(first: number, second: number): number {
  return Math.exp(0.4 * Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second))
}
