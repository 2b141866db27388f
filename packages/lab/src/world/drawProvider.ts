/** One provider's truth, from its own stream. */
import type { Random } from '../random.ts'
import type { Draw } from '../scenarios/types.ts'
import { drawSlumps, drawSpells } from './drawSlumps.ts'
import type { Hex, ProviderTruth, Slump, Spell } from './types.ts'

type Options = {
  readonly draw: Draw
  readonly index: number
  readonly epochs: number
  readonly bands: number
  readonly shared: readonly Slump[]
}

/** Draws a provider. Capacity comes out as a share, scaled once all are known. The last ones of the list are the attackers. */
export function drawProvider(random: Random, { draw, index, epochs, bands, shared }: Options): ProviderTruth {
  const { range, normal, chance } = random
  const attacker = index >= draw.providers - Math.round(draw.attack.share * draw.providers)
  const base = attacker ? draw.attack.base + normal() * 0.2 : draw.base.mean + normal() * draw.base.provider
  const slumps = drawSlumps(random, { ...draw.slumps, epochs, length: draw.slumps.epochs, corridors: draw.corridors })
  const outages = drawSpells(random, { rate: draw.outages.rate, epochs, length: draw.outages.epochs }).map((spell) => ({
    ...spell,
    kind: chance(draw.outages.nodeShare) ? ('node' as const) : ('rail' as const),
    announced: chance(draw.outages.announcedShare),
    chance: range(draw.outages.chance[0], draw.outages.chance[1]),
  }))
  return {
    address: toAddress(random),
    serves: Array.from({ length: draw.corridors }, () => index < 4 || chance(0.85)),
    base,
    byCorridor: Array.from({ length: draw.corridors }, () => normal() * draw.base.corridor),
    byBand: Array.from({ length: bands }, () => normal() * draw.base.band),
    drift: drawDrift(random, draw, { epochs, defects: attacker && chance(draw.attack.onOff) }),
    slumps: [...slumps, ...shared],
    outages: attacker ? [] : outages,
    life: drawLife(random, draw, { index, epochs }),
    capacity: Math.exp(normal() * draw.capacitySpread),
    declaredCapacity: attacker ? range(1, 2) : range(0.85, 1.05),
    marginBps: attacker ? range(5, 30) : range(10, 120),
    seconds: range(draw.seconds[0], draw.seconds[1]),
    rttMs: range(20, 250),
    float: LARGEST + (draw.ordersPerEpoch * range(draw.runs.floatEpochs[0], draw.runs.floatEpochs[1]) * MEAN_AMOUNT) / draw.corridors,
    refillEpochs: Math.ceil(range(3, 12)),
    dry: chance(draw.runs.share) ? drawSpells(random, { rate: 1 / 30, epochs, length: draw.runs.epochs }) : [],
    stake: range(20_000, 400_000),
    liar: attacker && chance(draw.attack.liars),
    attacker,
  }
}

/** Units of money: no order is larger, and the average one. */
const LARGEST = 6_000
const MEAN_AMOUNT = 90

/** Ornstein–Uhlenbeck from its stationary law. One that defects is good first and falls to its base at a time of its own. */
function drawDrift(random: Random, { drift }: Draw, { epochs, defects }: { epochs: number; defects: boolean }): Float64Array {
  const path = new Float64Array(epochs + 1)
  const defection = defects ? epochs * random.range(0.3, 0.6) : 0
  const step = drift.deviation * Math.sqrt(drift.pull * (2 - drift.pull))
  let value = drift.deviation * random.normal()
  for (let epoch = 0; epoch <= epochs; epoch++) {
    path[epoch] = value + (epoch < defection ? 3 : 0)
    value = value * (1 - drift.pull) + step * random.normal()
  }
  return path
}

/** The first four stay, so that nobody is ever without a provider. */
function drawLife(random: Random, { churn }: Draw, { index, epochs }: { index: number; epochs: number }): Spell {
  const joins = random.chance(churn.join) ? Math.floor(random.range(0.05, 0.7) * epochs) : 0
  const leaves = random.chance(churn.leave) ? Math.floor(random.range(0.3, 0.95) * epochs) : Number.POSITIVE_INFINITY
  if (index < 4) return { from: 0, to: Number.POSITIVE_INFINITY }
  return { from: joins, to: leaves > joins ? leaves : Number.POSITIVE_INFINITY }
}

function toAddress(random: Random): Hex {
  let digits = ''
  for (let index = 0; index < 40; index++) digits += random.below(16).toString(16)
  return `0x${digits}`
}
