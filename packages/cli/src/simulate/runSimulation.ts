/** Routing policies in seeded worlds: what an operator may expect of the router under trouble, in virtual time. */
import { createWorld, findPolicies, findScenario, runWorld, scenarios, type Tally, toMean } from '@paynode/lab'
import { usageError } from '../errors.ts'
import type { Progress } from '../output/progress.ts'

/** One policy over all seeds. Shares are 0 to 1; regret is the share of orders lost against a perfect choice. */
export type SimulatedPolicy = {
  readonly policy: string
  readonly firstSuccess: number
  readonly finalSuccess: number
  readonly regret: number
  readonly attempts: number
  readonly secondsToSettle: number
  readonly costBps: number
  /** Epochs until a dead provider was left; null without outages. */
  readonly detectEpochs: number | null
  /** Attackers' share of traffic over their fair share; null without attackers. */
  readonly attackerShare: number | null
}
/** What was simulated and what came out. */
export type Simulation = {
  readonly scenario: string
  readonly title: string
  readonly seeds: readonly number[]
  readonly orders: number
  readonly providers: readonly number[]
  readonly policies: readonly SimulatedPolicy[]
}

/** Runs every policy in the world of every seed. Equal parameters give equal results. */
export async function runSimulation(parameters: {
  readonly scenario: string
  readonly seeds: readonly number[]
  readonly orders: number
  readonly providers: number | undefined
  readonly policies: readonly string[]
  readonly progress: Progress
  readonly signal: AbortSignal
}): Promise<Simulation> {
  const { seeds, orders, providers, progress, signal } = parameters
  const scenario = findScenario(parameters.scenario)
  if (!scenario)
    throw usageError(`no scenario ${parameters.scenario}; there are ${scenarios.map(({ id, title }) => `${id} (${title})`).join(', ')}`)
  const makers = findPolicies(parameters.policies)
  if (makers.length === 0) throw usageError(`no policy is called ${parameters.policies.join(' or ')}`)
  const tallies = new Map(makers.map(({ name }): [string, Tally[]] => [name, []]))
  const sizes: number[] = []
  const runs = seeds.length * makers.length
  let done = 0
  for (const seed of seeds) {
    const world = createWorld({ scenario, seed, orders, providers })
    sizes.push(world.providers.length)
    for (const maker of makers) {
      signal.throwIfAborted()
      progress.update(`${toBar(done / runs)} ${done}/${runs}  seed ${seed}  ${maker.name}`)
      tallies.get(maker.name)?.push(runWorld(world, maker))
      done += 1
      await new Promise(setImmediate) // lets signals through
    }
  }
  progress.close()
  return {
    scenario: scenario.id,
    title: scenario.title,
    seeds,
    orders,
    providers: sizes,
    policies: [...tallies].map(([policy, runsOfIt]) => summarise(policy, runsOfIt)),
  }
}

function summarise(policy: string, tallies: readonly Tally[]): SimulatedPolicy {
  const mean = (pick: (tally: Tally) => number) => toMean(tallies.map(pick))
  const meanOf = (values: readonly number[]) => (values.length === 0 ? null : toMean(values))
  return {
    policy,
    firstSuccess: mean(({ firstSuccess }) => firstSuccess),
    finalSuccess: mean(({ finalSuccess }) => finalSuccess),
    regret: mean(({ regret }) => regret),
    attempts: mean(({ attempts }) => attempts),
    secondsToSettle: mean(({ seconds }) => seconds),
    costBps: mean(({ costBps }) => costBps),
    detectEpochs: meanOf(tallies.flatMap(({ detect }) => detect)),
    attackerShare: meanOf(tallies.flatMap(({ attackerShare }) => attackerShare ?? [])),
  }
}

function toBar(share: number): string {
  const full = Math.round(share * 24)
  return `${'█'.repeat(full)}${'░'.repeat(24 - full)}`
}
