/** The orders of a run, genuine and washed, in the order of their arrival. */
import type { Random } from '../random.ts'
import type { Draw } from '../scenarios/types.ts'
import { EPOCH_SECONDS, type Hex, type ProviderTruth, type WorldOrder } from './types.ts'

type Options = {
  readonly draw: Draw
  readonly members: readonly ProviderTruth[]
  readonly orders: number
  readonly epochs: number
  readonly bands: number
}

/** Poisson arrivals, multiplied in crowds; corridors by weights of the world's own; amounts log-normal. */
export function drawOrders(random: Random, { draw, members, orders, epochs, bands }: Options): readonly WorldOrder[] {
  const weights = Array.from({ length: draw.corridors }, () => random.range(0.4, 2))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const washers = members.flatMap(({ attacker }, index) => (attacker ? [index] : []))
  const payers = Array.from({ length: 60 }, () => toHex(random, 40))
  const crowds = Array.from({ length: draw.crowds.count }, () => {
    const from = Math.floor(random.range(0.1, 0.8) * epochs)
    return {
      from,
      to: from + Math.round(random.range(draw.crowds.epochs[0], draw.crowds.epochs[1])),
      factor: random.range(draw.crowds.factor[0], draw.crowds.factor[1]),
    }
  })
  const found: Omit<WorldOrder, 'index'>[] = []
  let at = 0
  for (let count = 0; count < orders; count++) {
    const epoch = at / EPOCH_SECONDS
    const factor = crowds.reduce((most, crowd) => (epoch >= crowd.from && epoch < crowd.to ? Math.max(most, crowd.factor) : most), 1)
    at += random.exponential(EPOCH_SECONDS / draw.ordersPerEpoch / factor)
    const amount = Math.min(5_000, Math.max(2, Math.exp(4 + random.normal())))
    const payer = payers[Math.floor(random.unit() * random.unit() * payers.length)] ?? '0x00'
    found.push({
      id: toHex(random, 64),
      at,
      corridor: pick(random.unit() * total, weights),
      band: toBand(amount, bands),
      amount,
      payer,
      washes: undefined,
      hopeless: random.chance(draw.hopeless),
    })
    if (washers.length > 0 && random.chance(draw.attack.wash)) found.push(toWash(random, { at, bands, corridors: draw.corridors, washers }))
  }
  return found.map((order, index) => ({ ...order, index }))
}

/** A small order by a sock puppet, pinned to its own provider. */
function toWash(
  random: Random,
  { at, bands, corridors, washers }: { at: number; bands: number; corridors: number; washers: readonly number[] },
): Omit<WorldOrder, 'index'> {
  const washes = washers[random.below(washers.length)] ?? 0
  const amount = random.range(2, 20)
  const puppet: Hex = `0x${(washes * 8 + random.below(5) + 1).toString(16).padStart(40, '0')}`
  return {
    id: toHex(random, 64),
    at,
    corridor: random.below(corridors),
    band: toBand(amount, bands),
    amount,
    payer: puppet,
    washes,
    hopeless: false,
  }
}

/** Up to 30, up to 120, above. */
const toBand = (amount: number, bands: number) => Math.min(bands - 1, amount < 30 ? 0 : amount < 120 ? 1 : 2)

function pick(point: number, weights: readonly number[]): number {
  let left = point
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] ?? 0
    if (left < 0) return index
  }
  return weights.length - 1
}

function toHex(random: Random, digits: number): Hex {
  let text = ''
  while (text.length < digits)
    text += Math.floor(random.unit() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0')
  return `0x${text.slice(0, digits)}`
}
