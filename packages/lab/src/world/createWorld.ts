/** A world from a scenario and a seed: everything that does not depend on who is chosen is settled here. */
import { createRandom } from '../random.ts'
import { drawBase } from '../scenarios/drawBase.ts'
import type { Draw, Scenario } from '../scenarios/types.ts'
import { drawOrders } from './drawOrders.ts'
import { drawProvider } from './drawProvider.ts'
import { drawSlumps } from './drawSlumps.ts'
import type { ProviderTruth, World } from './types.ts'

/** What may be fixed from outside. */
export type WorldOptions = {
  readonly scenario: Scenario
  readonly seed: number
  /** Genuine orders; washed ones come on top. */
  readonly orders: number
  /** Instead of the number that the seed draws. */
  readonly providers?: number | undefined
}

/** Names of the first corridors are the network's own, so that features that read the corridor table find them. */
const CORRIDORS = ['NGN/bank', 'KES/mpesa', 'GHS/mobile', 'UGX/mobile', 'TZS/mobile', 'ZAR/bank', 'INR/upi'] as const
const BANDS = 3

/** Draws a world. Equal options give equal worlds. */
export function createWorld({ scenario, seed, orders, providers }: WorldOptions): World {
  const name = `world ${scenario.id}`
  const random = createRandom(seed, name)
  const draw = drawBase(random)
  scenario.shape(draw, random, orders)
  if (providers !== undefined) draw.providers = providers
  const epochs = Math.ceil(orders / draw.ordersPerEpoch) + 1
  const shared = drawSlumps(createRandom(seed, `${name} rails`), {
    ...draw.slumps,
    rate: (draw.slumps.rate * draw.slumps.wholeRail) / draw.corridors,
    corridors: draw.corridors,
    corridorShare: 1,
    epochs,
    length: draw.slumps.epochs,
  })
  const members = Array.from({ length: draw.providers }, (_, index) =>
    drawProvider(createRandom(seed, `${name} provider ${index}`), { draw, index, epochs, bands: BANDS, shared }),
  )
  return {
    scenario: scenario.id,
    seed,
    epochs,
    corridors: CORRIDORS.slice(0, draw.corridors),
    bands: BANDS,
    providers: scaleCapacity(members, draw),
    orders: drawOrders(createRandom(seed, `${name} orders`), { draw, members, orders, epochs, bands: BANDS }),
    rules: {
      base: draw.base,
      drift: draw.drift,
      knee: draw.knee,
      slope: draw.slope,
      silentFailures: draw.silentFailures,
      payWindow: draw.payWindow,
      lag: draw.lag,
      stride: draw.stride,
      lateEpochs: draw.lateEpochs,
      lostOutcomes: draw.lostOutcomes,
      ...draw.gossip,
      probeOutage: draw.probes.outage,
      probeSlump: draw.probes.slump,
      probeNoise: draw.probes.noise,
      witnesses: draw.probes.witnesses,
      colluders: draw.attack.colluders,
    },
  }
}

/** Shares of capacity → orders: together `headroom` times what an average day has in flight; at least two each. */
function scaleCapacity(members: readonly ProviderTruth[], draw: Draw): readonly ProviderTruth[] {
  const [low, high] = draw.seconds
  const meanSeconds = ((low + high) / 2) * 1.2 + draw.payWindow * draw.silentFailures * 0.06
  const total = (draw.headroom * draw.ordersPerEpoch * meanSeconds) / 60
  const sum = members.reduce((all, { capacity }) => all + capacity, 0)
  return members.map((member) => {
    const capacity = Math.max(2, Math.round((member.capacity / sum) * total))
    return { ...member, capacity, declaredCapacity: Math.max(1, Math.round(capacity * member.declaredCapacity)) }
  })
}
