/** Makes the bundle of an epoch: what providers say of themselves and what their peers measured of them. */
import { toUnit } from '../random.ts'
import type { Strain, Truth } from '../world/createTruth.ts'
import type { ProviderTruth, World } from '../world/types.ts'
import type { Bundle, Entry, Measurement, Statement } from './types.ts'

/** Numbers of the draws, so that no two share their luck. */
const draws = { loss: 1, bundle: 2, equivocation: 3, seen: 4, fails: 5, rtt: 6 } as const

/** A function from a finished epoch to its bundle; undefined when no bundle was agreed. */
export function createReporter(world: World, truth: Truth, strain: Strain): (epoch: number) => Bundle | undefined {
  const { providers, rules, seed, corridors } = world
  const luck = (draw: number, epoch: number, index: number) => toUnit(seed, draw * 1_048_576 + epoch, index)
  return (epoch) => {
    if (luck(draws.bundle, epoch, 0) < rules.bundleLoss) return undefined
    const entries = providers.map((provider, index): Entry | undefined =>
      truth.lives(index, epoch) ? { report: state(provider, index, epoch), probe: measure(provider, index, epoch) } : undefined,
    )
    return { epoch, entries }
  }

  /** A dead daemon says nothing; others' words get lost, or are struck for being two. */
  function state(provider: ProviderTruth, index: number, epoch: number): Statement | undefined {
    const broken = truth.outage(index, epoch)
    if (broken?.kind === 'node' && !broken.announced) return undefined
    if (luck(draws.loss, epoch, index) < rules.reportLoss + rules.equivocations) return undefined
    const { marginBps, declaredCapacity: capacity, liar, float: full } = provider
    return {
      epoch,
      marginBps,
      float: corridors.map((_, corridor) => (liar ? full : (strain.float[index * corridors.length + corridor] ?? 0))),
      load: liar ? 0 : Math.min(1, (strain.inFlight[index] ?? 0) / capacity),
      capacity,
      maintenance: broken?.announced === true,
    }
  }

  function measure({ attacker, rttMs }: ProviderTruth, index: number, epoch: number): Measurement {
    const level = toFailureLevel(index, epoch)
    const failed: number[] = []
    const rtts: number[] = []
    for (let witness = 0; witness < rules.witnesses; witness++) {
      const colludes = witness < rules.colluders
      const noise = (level > 0 ? 0.3 : rules.probeNoise * 4) * (luck(draws.fails, epoch, index * 64 + witness) - 0.5)
      failed.push(colludes ? (attacker ? 0 : 1) : Math.min(1, Math.max(0, level + noise)))
      rtts.push(Math.round(rttMs * (0.8 + 0.5 * luck(draws.rtt, epoch, index * 64 + witness)) * (1 + 3 * level)))
    }
    return { epoch, failed, rttMs: rtts }
  }

  /** Share of honest probes that fail. A dead daemon shows always; a dead rail and a deep slump only as often as the rules say. */
  function toFailureLevel(index: number, epoch: number): number {
    const seen = luck(draws.seen, epoch, index)
    const broken = truth.outage(index, epoch)
    if (broken?.kind === 'node') return 1
    if (broken) return seen < rules.probeOutage ? 0.9 : 0
    if (truth.slump(index, epoch) > 1.2 && seen < rules.probeSlump) return 0.6
    return seen < rules.probeNoise ? 0.7 : 0
  }
}
