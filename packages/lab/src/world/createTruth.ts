/** The chance that a provider settles an order at a moment: what the oracle knows and luck is drawn against. */
import type { Outage, ProviderTruth, World, WorldOrder } from './types.ts'

/** What depends on whom a policy chose before. */
export type Strain = {
  /** Orders claimed and not finished, by provider. */
  readonly inFlight: ArrayLike<number>
  /** Units of money left, by provider × corridors + corridor. */
  readonly float: ArrayLike<number>
}

/** The truth of a world. */
export type Truth = {
  /** Chance in [0, 1] that `provider` settles `order` when it takes it in `epoch`. */
  chance(provider: number, order: WorldOrder, epoch: number, strain: Strain): number
  /** The outage that a provider is in; undefined when it is in none. */
  outage(provider: number, epoch: number): Outage | undefined
  /** Deepest slump of a provider in an epoch, log-odds; 0 when none. */
  slump(provider: number, epoch: number): number
  /** Whether it is registered. */
  lives(provider: number, epoch: number): boolean
}

/** Looks a world's spells up once, so that asking is cheap. */
export function createTruth(world: World): Truth {
  const { providers, corridors, epochs, rules } = world
  const width = corridors.length
  const outages = providers.map((provider) => toTimeline(provider, epochs))
  const logits = providers.map((provider) => toLogits(provider, epochs, width))
  const slumps = providers.map(({ slumps: spells }) => {
    const deepest = new Float64Array(epochs + 1)
    for (const { from, to, depth } of spells)
      for (let epoch = from; epoch < to && epoch <= epochs; epoch++) deepest[epoch] = Math.max(deepest[epoch] ?? 0, depth)
    return deepest
  })
  const outage = (provider: number, epoch: number) => outages[provider]?.[epoch]
  return {
    outage,
    slump: (provider, epoch) => slumps[provider]?.[epoch] ?? 0,
    lives: (index, epoch) => {
      const life = providers[index]?.life
      return life !== undefined && epoch >= life.from && epoch < life.to
    },
    chance: (index, order, epoch, { inFlight, float }) => {
      const provider = providers[index]
      if (!provider || (float[index * width + order.corridor] ?? 0) < order.amount) return 0
      const broken = outage(index, epoch)
      if (broken) return broken.kind === 'node' ? 0 : broken.chance
      const load = ((inFlight[index] ?? 0) + 1) / provider.capacity
      const strain = rules.slope * Math.max(0, load - rules.knee)
      const logit = (logits[index]?.[epoch * width + order.corridor] ?? 0) + (provider.byBand[order.band] ?? 0)
      return 1 / (1 + Math.exp(strain - logit))
    },
  }
}

function toTimeline({ outages }: ProviderTruth, epochs: number): (Outage | undefined)[] {
  const timeline = new Array<Outage | undefined>(epochs + 1).fill(undefined)
  for (const spell of outages) timeline.fill(spell, spell.from, Math.min(spell.to, epochs + 1))
  return timeline
}

function toLogits({ base, byCorridor, drift, slumps }: ProviderTruth, epochs: number, width: number): Float64Array {
  const logits = new Float64Array((epochs + 1) * width)
  for (let epoch = 0; epoch <= epochs; epoch++)
    for (let corridor = 0; corridor < width; corridor++)
      logits[epoch * width + corridor] = base + (byCorridor[corridor] ?? 0) + (drift[epoch] ?? 0)
  for (const { from, to, depth, corridor: only } of slumps)
    for (let epoch = from; epoch < to && epoch <= epochs; epoch++)
      for (let corridor = 0; corridor < width; corridor++)
        if (only === undefined || only === corridor) logits[epoch * width + corridor] = (logits[epoch * width + corridor] ?? 0) - depth
  return logits
}
