/** Runs every policy in one world. */
import { findPolicies } from '../policies/policies.ts'
import { runWorld } from '../run/runWorld.ts'
import { findScenario } from '../scenarios/scenarios.ts'
import { createWorld } from '../world/createWorld.ts'
import type { Task, TaskResult } from './types.ts'

/** Runs. A task of an unknown scenario is a mistake of the caller. */
export function runTask(task: Task): TaskResult {
  const scenario = findScenario(task.scenario)
  if (!scenario) throw new RangeError(`no scenario ${task.scenario}`)
  const world = createWorld({ scenario, seed: task.seed, orders: task.orders })
  const { policies, ...rest } = task
  return { ...rest, tallies: Object.fromEntries(findPolicies(policies).map((policy) => [policy.name, runWorld(world, policy)])) }
}
