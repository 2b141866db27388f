/** The promises of the design against what came out. A miss is said with its number. */
import { bootstrap, type Estimate, toMean } from '../metrics/bootstrap.ts'
import { toSums } from './summarise.ts'
import type { Row, Speed, Target, TaskResult } from './types.ts'

export const OURS = 'paynode'
/** Washing is drawn as 1, 5 or 20 % of the volume; this stands between the last two. */
const MILD = 0.1
const GATED = / \+ gates$/

/** Judges a run. */
export function findTargets(results: readonly TaskResult[], rows: readonly Row[], speed: Speed): readonly Target[] {
  const sums = toSums(results)
  const gated = Object.keys(sums).filter((name) => GATED.test(name))
  const best = gated.sort((left, right) => toMean(sums[left] ?? []) - toMean(sums[right] ?? []))[0]
  const ours = rows.filter(({ policy }) => policy === OURS)
  return [
    toCut('Σ regret S1–S9 against the best baseline, equal information', sums, best, 40),
    toCut(
      'Σ regret S1–S9 against Juspay SRv3, equal information',
      sums,
      gated.find((name) => name.startsWith('Juspay')),
      55,
    ),
    toWorstFinal(ours),
    toDetection(results),
    toAttackers(results),
    ...speed.decisions
      .filter(({ providers }) => providers >= 1_000)
      .map(({ providers, p99Ms }) =>
        toLimit(`decision p99, ${providers.toLocaleString('en')} providers`, p99Ms, providers < 5_000 ? 0.5 : 5, 'ms'),
      ),
    {
      name: 'replay',
      target: '≥ 200,000 outcomes/s',
      value: speed.replayPerSecond,
      low: null,
      high: null,
      met: speed.replayPerSecond >= 200_000,
      note: 'wall time of one thread of this machine',
    },
  ]
}

function toCut(name: string, sums: Readonly<Record<string, readonly number[]>>, against: string | undefined, percent: number): Target {
  const target = `−${percent} %`
  const [ours, theirs] = [sums[OURS], against === undefined ? undefined : sums[against]]
  if (!ours || !theirs) return { name, target, ...nothing, note: 'needs all of S1–S9' }
  const cut = bootstrap(ours.length, (seeds) => {
    const total = (values: readonly number[]) => seeds.reduce((sum, seed) => sum + (values[seed] ?? 0), 0)
    return 100 * (total(ours) / total(theirs) - 1)
  })
  return { name, target, ...cut, met: cut.value <= -percent, note: `against ${against}` }
}

function toWorstFinal(ours: readonly Row[]): Target {
  const worst = [...ours].sort((left, right) => left.final.value - right.final.value)[0]
  const name = 'final success within 3 attempts, worst scenario'
  if (!worst) return { name, target: '≥ 99.5 %', ...nothing, note: 'nothing ran' }
  return { name, target: '≥ 99.5 %', ...inPercent(worst.final), met: worst.final.value >= 0.995, note: worst.scenario }
}

function toDetection(results: readonly TaskResult[]): Target {
  const epochs = results.flatMap(({ scenario, tallies }) => (scenario === 'S3' ? (tallies[OURS]?.detect ?? []) : []))
  const name = 'outage: epochs until a dead provider has < 5 % of the traffic, mean in S3'
  if (epochs.length === 0) return { name, target: '≤ 2', ...nothing, note: 'no outage of a provider with traffic' }
  const mean = bootstrap(epochs.length, (indices) => toMean(indices.map((index) => epochs[index] ?? 0)))
  return { name, target: '≤ 2', ...mean, met: mean.value <= 2, note: `${epochs.length} outages` }
}

function toAttackers(results: readonly TaskResult[]): Target {
  const shares = results.flatMap(({ scenario, tallies }) => {
    const { attackerShare, washed = 1 } = tallies[OURS] ?? {}
    return scenario === 'S7' && washed <= MILD && attackerShare !== undefined ? [attackerShare] : []
  })
  const name = 'attackers’ share ÷ fair share, at most 5 % washed'
  if (shares.length === 0) return { name, target: '≤ 1.33', ...nothing, note: 'no such world in S7' }
  const mean = bootstrap(shares.length, (seeds) => toMean(seeds.map((seed) => shares[seed] ?? 0)))
  return {
    name,
    target: '≤ 1.33',
    ...mean,
    met: mean.value <= 1.33,
    note: `${shares.length} worlds, worst ${Math.max(...shares).toFixed(2)}`,
  }
}

function toLimit(name: string, value: number, limit: number, unit: string): Target {
  return {
    name,
    target: `< ${limit} ${unit}`,
    value,
    low: null,
    high: null,
    met: value < limit,
    note: 'wall time of one thread of this machine',
  }
}

const inPercent = ({ value, low, high }: Estimate): Estimate => ({ value: value * 100, low: low * 100, high: high * 100 })
const nothing = { value: null, low: null, high: null, met: null } as const
