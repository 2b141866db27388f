/** Worlds → rows: one per scenario and policy, and the regret of each policy summed over S1–S9. */
import { bootstrap, toMean, toPercentile } from '../metrics/bootstrap.ts'
import type { Tally } from '../metrics/types.ts'
import type { Row, TaskResult, Total } from './types.ts'

/** The scenarios that the promised sum of regrets covers. */
export const SUMMED = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9']

/** Summarises in the order of the results. */
export function toRows(results: readonly TaskResult[]): readonly Row[] {
  return unique(results.map(({ scenario }) => scenario)).flatMap((scenario) => {
    const worlds = results.filter((result) => result.scenario === scenario)
    return namesOf(worlds).map((policy) =>
      toRow(
        scenario,
        policy,
        worlds.flatMap(({ tallies }) => tallies[policy] ?? []),
      ),
    )
  })
}

function toRow(scenario: string, policy: string, tallies: readonly Tally[]): Row {
  const meanOf = (field: 'ceiling' | 'unrouted' | 'attempts' | 'costBps' | 'seconds') => toMean(tallies.map((tally) => tally[field]))
  const estimate = (field: 'firstSuccess' | 'finalSuccess' | 'regret') =>
    bootstrap(tallies.length, (seeds) => toMean(seeds.map((seed) => tallies[seed]?.[field] ?? 0)))
  const detect = tallies.flatMap((tally) => tally.detect)
  const readmit = tallies.flatMap((tally) => tally.readmit)
  const shares = tallies.flatMap(({ attackerShare }) => attackerShare ?? [])
  return {
    scenario,
    policy,
    first: estimate('firstSuccess'),
    final: estimate('finalSuccess'),
    regret: estimate('regret'),
    ceiling: meanOf('ceiling'),
    unrouted: meanOf('unrouted'),
    attempts: meanOf('attempts'),
    costBps: meanOf('costBps'),
    seconds: meanOf('seconds'),
    outages: detect.length,
    detectMean: orNull(toMean(detect)),
    detectP95: orNull(toPercentile(detect, 95)),
    readmitMean: orNull(toMean(readmit)),
    attackerShare: orNull(toMean(shares)),
  }
}

/** Percentage points, least first; empty when a summed scenario was not run. */
export function toTotals(results: readonly TaskResult[]): readonly Total[] {
  const sums = toSums(results)
  return Object.entries(sums)
    .map(([policy, values]) => ({
      policy,
      regret: bootstrap(values.length, (seeds) => 100 * toMean(seeds.map((seed) => values[seed] ?? 0))),
    }))
    .sort((left, right) => left.regret.value - right.regret.value)
}

/** By policy: regret summed over S1–S9, one sum per seed. */
export function toSums(results: readonly TaskResult[]): Readonly<Record<string, readonly number[]>> {
  const counted = results.filter(({ scenario }) => SUMMED.includes(scenario))
  if (unique(counted.map(({ scenario }) => scenario)).length < SUMMED.length) return {}
  const seeds = unique(counted.map(({ seed }) => seed))
  const sum = (policy: string, seed: number) =>
    counted.reduce((total, result) => total + (result.seed === seed ? (result.tallies[policy]?.regret ?? 0) : 0), 0)
  return Object.fromEntries(namesOf(counted).map((policy) => [policy, seeds.map((seed) => sum(policy, seed))]))
}

const namesOf = (results: readonly TaskResult[]) => Object.keys(results[0]?.tallies ?? {})
const unique = <value>(values: readonly value[]) => [...new Set(values)]
const orNull = (value: number) => (Number.isNaN(value) ? null : value)
