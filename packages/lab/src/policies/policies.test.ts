/** The baselines do what they are said to do, gates are the same for all, and the oracle cannot be beaten. */
import { describe, expect, test } from 'vitest'
import { runWorld } from '../run/runWorld.ts'
import type { Bundle, Outcome, Policy, PolicyMaker, Sight } from '../run/types.ts'
import { findScenario, scenarios } from '../scenarios/scenarios.ts'
import { createTruth } from '../world/createTruth.ts'
import { createWorld } from '../world/createWorld.ts'
import { createGreedy } from './greedy.ts'
import { createJuspay } from './juspay.ts'
import { baselines, findPolicies, policies } from './policies.ts'
import { createSwUcb } from './swUcb.ts'
import { told } from './told.ts'
import { tuning } from './tuning.ts'
import { findGate, LOAD_PERCENT, PROBE_FAILURES, toMedian, withGates } from './withGates.ts'

const worldOf = (id: string, seed: number, orders = 300) => {
  const scenario = findScenario(id)
  if (!scenario) throw new Error(id)
  return createWorld({ scenario, seed, orders })
}
const world = worldOf('S1', 1)
const strain = { inFlight: new Int32Array(200), float: new Float64Array(2_000).fill(1e9) }
const make = (maker: PolicyMaker): Policy => maker.create({ world, truth: createTruth(world), strain })
const order = { ...world.orders[0]!, corridor: 0 }
const sight = (change: Partial<Sight> = {}): Sight => ({
  order,
  epoch: 1,
  block: 40,
  eligible: [0, 1, 2],
  inFlight: [0, 0, 0],
  bonds: [0, 0, 0],
  bundle: undefined,
  ...change,
})
const outcome = (provider: number, success: boolean, cause: Outcome['cause'] = success ? 'none' : 'pspUnavailable'): Outcome => ({
  ...{ order, provider, success, cause },
  claimedAt: 0,
  finishedAt: 1,
})
const teach = (policy: Policy, provider: number, results: readonly boolean[]) => {
  for (const success of results) policy.learn?.(outcome(provider, success))
}
const times = (count: number, value: boolean) => new Array<boolean>(count).fill(value)
const bundleOf = (rows: readonly { load?: number; capacity?: number; failed?: readonly number[]; silent?: true }[]): Bundle => ({
  epoch: 0,
  entries: rows.map(({ capacity = 100, failed = [0, 0, 0, 0, 0], silent }) => ({
    report: silent ? undefined : { epoch: 0, marginBps: 10, float: [1e9, 1e9, 1e9, 1e9, 1e9, 1e9], load: 0, capacity, maintenance: false },
    probe: { epoch: 0, failed, rttMs: [50, 50, 50, 50, 50] },
  })),
})

describe('the oracle', () => {
  for (const { id } of scenarios) {
    test(`has no regret in ${id}, and nobody has less`, () => {
      const run = worldOf(id, 1, 120)
      for (const maker of policies) {
        const { regret } = runWorld(run, maker)
        if (maker.name === 'oracle') expect(regret).toBe(0)
        else expect(regret, maker.name).toBeGreaterThan(0)
      }
    })
  }
})

describe('the told learner', () => {
  test('takes who fails behind who settles, and what it learns in one corridor to the others', () => {
    const policy = make(told)
    teach(policy, 0, times(40, false))
    teach(policy, 1, times(400, true))
    expect(policy.rank(sight()).at(-1)).toBe(0)
    expect(policy.rank(sight({ order: { ...order, corridor: 1 } })).at(-1)).toBe(0)
    expect(policy.rank(sight({ eligible: [0, 1] }))).toEqual([1, 0])
  })

  test('is spared the recipient’s mistakes', () => {
    const [taught, fresh] = [make(told), make(told)]
    for (let count = 0; count < 40; count++) taught.learn?.(outcome(0, false, 'recipientRejected'))
    expect(taught.rank(sight())).toEqual(fresh.rank(sight()))
  })
})

/** Our router prices load from 80 % of capacity on and gates at 100 %: between them it may choose whom the baselines' gate holds back. */
const isFullOrDead = (seen: Sight, provider: number) =>
  findGate(seen, provider) === 2 || (seen.inFlight[provider] ?? 0) + 1 > (seen.bundle?.entries[provider]?.report?.capacity ?? 1e9)

describe('gates', () => {
  test('move the loaded behind the free and the probably dead behind all, in the policy’s own order', () => {
    const policy: PolicyMaker = { name: 'by index', create: () => ({ rank: ({ eligible }) => eligible }) }
    const bundle = bundleOf([{ failed: [1, 1, 1, 0, 0] }, { capacity: 10 }, {}, { silent: true }, {}])
    const ranked = make(withGates(policy)).rank(sight({ eligible: [0, 1, 2, 3, 4], inFlight: [0, 8, 0, 0, 0], bundle }))
    expect(ranked).toEqual([2, 4, 1, 0, 3])
  })

  test('open where our router begins to price load, and at its very share of failed probes', async () => {
    const { rules } = await import('@paynode/sdk/router')
    expect(Math.abs((rules.knee / 4_096) * 100 - LOAD_PERCENT)).toBeLessThanOrEqual(5) // ours: a price from 80 % on, a gate when full
    expect(rules.gates.probeOpen / 4_096).toBeCloseTo(PROBE_FAILURES, 3)
    expect([7, 8].map((inFlight) => findGate(sight({ inFlight: [inFlight], bundle: bundleOf([{ capacity: 10 }]) }), 0))).toEqual([0, 1])
    const dead = (share: number) => findGate(sight({ bundle: bundleOf([{ failed: [share, share, share, 0, 0] }]) }), 0)
    expect([dead(0.59), dead(0.61)]).toEqual([0, 2])
  })

  test('are one filter for every baseline: whoever they gate, they gate for all, and without a bundle for nobody', () => {
    const bundle = bundleOf([{ failed: [1, 1, 1, 1, 1] }, { capacity: 1 }, {}])
    for (const maker of baselines) {
      expect(make(withGates(maker)).rank(sight({ bundle })), maker.name).toEqual([2, 1, 0])
      expect([...make(withGates(maker)).rank(sight())].sort(), maker.name).toEqual([0, 1, 2])
    }
  })

  test('our router puts nobody first who is full or probably dead while somebody is free, save where both count the last orders differently', () => {
    const gatedBefore: string[] = []
    let orders = 0
    const spy: PolicyMaker = {
      name: 'spy',
      create: (setting) => {
        const policy = findPolicies(['paynode'])[0]!.create(setting)
        return {
          ...policy,
          rank: (seen) => {
            const ranked = policy.rank(seen)
            orders += 1
            const hasFree = seen.eligible.some((provider) => findGate(seen, provider) === 0)
            if (hasFree && ranked[0] !== undefined && isFullOrDead(seen, ranked[0])) gatedBefore.push(seen.order.id)
            return ranked
          },
        }
      },
    }
    for (const id of ['S3', 'S6', 'S9', 'S11']) runWorld(worldOf(id, 2, 500), spy)
    expect(orders).toBeGreaterThan(1_900)
    expect(gatedBefore.length).toBeLessThan(orders / 200)
  })

  test('take the lower middle value', () => {
    expect([toMedian([]), toMedian([3]), toMedian([3, 1]), toMedian([5, 1, 3])]).toEqual([0, 3, 1, 3])
  })
})

describe('baselines', () => {
  test('all learn nothing from the recipient’s mistakes', () => {
    for (const maker of baselines) {
      const [taught, fresh] = [make(maker), make(maker)]
      for (let index = 0; index < 50; index++) taught.learn?.(outcome(0, false, 'recipientRejected'))
      expect(taught.rank(sight()), maker.name).toEqual(fresh.rank(sight()))
    }
  })

  test('greedy prefers the better record', () => {
    const policy = make(createGreedy(tuning.greedy))
    teach(policy, 0, times(10, false))
    teach(policy, 1, [...times(9, true), false])
    teach(policy, 2, times(10, true))
    expect(policy.rank(sight())).toEqual([2, 1, 0])
  })

  test('SW-UCB forgets what left the window', () => {
    const policy = make(createSwUcb({ scope: 'provider', window: 20, width: 0.001 }))
    teach(policy, 0, times(20, false))
    teach(policy, 1, [...times(9, true), false])
    expect(policy.rank(sight({ eligible: [0, 1] }))[0]).toBe(1)
    teach(policy, 0, times(10, true))
    expect(policy.rank(sight({ eligible: [0, 1] }))[0]).toBe(0)
  })

  test('SRv3 starts from full queues, lifts losers to just below the best, hedges as often as told', () => {
    const policy = make(createJuspay({ scope: 'provider', queue: 100, hedge: 0 }))
    teach(policy, 0, times(100, false))
    expect(policy.rank(sight({ eligible: [0, 1] }))).toEqual([1, 0])
    teach(policy, 1, times(30, false)) // 70 of 100; the lifted one has (1 − 1 + 3 · 0.03) · 100 = 9 zeros
    expect(policy.rank(sight({ eligible: [0, 1] }))).toEqual([0, 1])
    const hedging = make(createJuspay({ scope: 'provider', queue: 100, hedge: 0.2 }))
    teach(hedging, 1, times(3, false))
    teach(hedging, 2, times(3, false))
    const firsts = Array.from({ length: 2_000 }, () => hedging.rank(sight())[0])
    const others = firsts.filter((first) => first !== 0).length / firsts.length
    expect(others).toBeGreaterThan(0.17)
    expect(others).toBeLessThan(0.23)
  })
})
