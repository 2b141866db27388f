/** Gives a policy a capacity gate and a probe breaker, on what our router sees too: equal information for all. */
import type { Measurement, PolicyMaker, Sight } from '../run/types.ts'

/** Percent of declared capacity above which one more order goes elsewhere; share of failed probes at which a provider is thought dead. */
export const LOAD_PERCENT = 85
export const PROBE_FAILURES = 0.6

/** Gated providers go behind the others, each group in the policy's own order; the probably dead come last. */
export function withGates(maker: PolicyMaker): PolicyMaker {
  return {
    name: `${maker.name} + gates`,
    create: (setting) => {
      const policy = maker.create(setting)
      return {
        ...(policy.learn ? { learn: policy.learn } : {}),
        ...(policy.see ? { see: policy.see } : {}),
        rank: (sight) => {
          const ranked = policy.rank(sight)
          const groups: readonly [number[], number[], number[]] = [[], [], []]
          for (const provider of ranked) groups[findGate(sight, provider)].push(provider)
          return groups.flat()
        },
      }
    },
  }
}

/** 0: none, 1: load, 2: probes, or no statement while others have one: nobody knows its quote. Without a bundle all pass. */
export function findGate({ bundle, inFlight }: Sight, provider: number): 0 | 1 | 2 {
  if (!bundle) return 0
  const { report, probe } = bundle.entries[provider] ?? {}
  if (!report || (probe && isDead(probe))) return 2
  return ((inFlight[provider] ?? 0) + 1) * 100 > report.capacity * LOAD_PERCENT ? 1 : 0
}

/** Remembered: a bundle lives for many orders. */
const dead = new WeakMap<Measurement, boolean>()

function isDead(probe: Measurement): boolean {
  const known = dead.get(probe)
  if (known !== undefined) return known
  const is = toMedian(probe.failed) >= PROBE_FAILURES
  dead.set(probe, is)
  return is
}

/** The middle value; the lower one of two. 0 for none. */
export function toMedian(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[(sorted.length - 1) >> 1] ?? 0
}
