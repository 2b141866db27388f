/** The scenarios, in order. */
import { delays, gossip, scale } from './network.ts'
import { corridors, drift, flash, outages, stationary } from './ordinary.ts'
import { capacity, churn, gaming, mixed } from './stress.ts'
import type { Scenario } from './types.ts'

/** S1 to S12. */
export const scenarios: readonly Scenario[] = [
  stationary,
  drift,
  outages,
  flash,
  corridors,
  capacity,
  gaming,
  churn,
  mixed,
  delays,
  gossip,
  scale,
]

/** The scenario of an id; undefined when there is none. */
export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id.toUpperCase() || scenario.title === id.toLowerCase())
}
