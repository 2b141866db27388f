/** Runs are functions of their seed, the books balance, and nobody learns of the future. */
import { describe, expect, test } from 'vitest'
import { oracle } from '../policies/oracle.ts'
import { policies } from '../policies/policies.ts'
import { random } from '../policies/random.ts'
import { findScenario, scenarios } from '../scenarios/scenarios.ts'
import { createWorld } from '../world/createWorld.ts'
import { BLOCK_SECONDS, EPOCH_SECONDS, type World } from '../world/types.ts'
import { runWorld } from './runWorld.ts'
import type { LogEvent, Outcome, PolicyMaker } from './types.ts'

const worldOf = (id: string, seed: number, orders = 400): World => {
  const scenario = findScenario(id)
  if (!scenario) throw new Error(id)
  return createWorld({ scenario, seed, orders })
}
const logOf = (world: World, maker: PolicyMaker) => {
  const log: LogEvent[] = []
  const tally = runWorld(world, maker, (event) => log.push(event))
  return { log, tally }
}

describe('the same seed', () => {
  for (const { id, title } of scenarios) {
    test(`gives the same bytes in ${id} ${title}, for every policy; another seed gives others`, () => {
      for (const maker of policies) {
        const once = JSON.stringify(logOf(worldOf(id, 7, 80), maker))
        expect(JSON.stringify(logOf(worldOf(id, 7, 80), maker))).toBe(once)
        expect(JSON.stringify(logOf(worldOf(id, 8, 80), maker))).not.toBe(once)
      }
    })
  }

  test('gives the same world whoever chooses: arrivals, spells and luck do not depend on the policy', () => {
    const world = worldOf('S9', 3)
    const created = (maker: PolicyMaker) => logOf(world, maker).log.filter(({ name }) => name === 'created')
    expect(created(random)).toEqual(created(oracle))
    const fate = (maker: PolicyMaker) =>
      new Map(
        logOf(world, maker).log.flatMap((event) => (event.name === 'settled' ? [[`${event.order}:${event.provider}`, true] as const] : [])),
      )
    const [left, right] = [fate(random), fate(oracle)]
    expect([...left.keys()].some((key) => right.has(key))).toBe(true)
  })
})

describe('parameters', () => {
  test('are drawn by every seed, not constant', () => {
    for (const { id } of scenarios) {
      const worlds = Array.from({ length: 8 }, (_, seed) => worldOf(id, seed + 1, 50))
      for (const of of [
        ({ rules }: World) => rules.slope,
        ({ rules }: World) => rules.payWindow,
        ({ rules }: World) => rules.probeOutage,
        ({ providers }: World) => providers[0]?.base,
        ({ providers }: World) => providers[0]?.seconds,
      ])
        expect(new Set(worlds.map(of)).size, id).toBe(worlds.length)
      expect(new Set(worlds.map(({ providers }) => providers.length)).size, id).toBeGreaterThan(2)
    }
  })
})

describe('the log', () => {
  for (const { id } of scenarios) {
    test(`of ${id} is a chain's: in order of time, every claim ends once, nobody holds more than it claimed`, () => {
      const { log } = logOf(worldOf(id, 5), random)
      const open = new Map<string, number>()
      const inFlight = new Map<number, number>()
      let now = 0
      for (const event of log) {
        expect(event.at).toBeGreaterThanOrEqual(now)
        now = event.at
        if (event.name === 'assigned') {
          expect(open.has(`${event.order}:${event.provider}`)).toBe(false)
          open.set(`${event.order}:${event.provider}`, event.at)
          inFlight.set(event.provider, (inFlight.get(event.provider) ?? 0) + 1)
        }
        if (event.name === 'settled' || event.name === 'failed') {
          expect(open.delete(`${event.order}:${event.provider}`)).toBe(true)
          inFlight.set(event.provider, (inFlight.get(event.provider) ?? 0) - 1)
        }
      }
      expect(open.size).toBe(0)
      expect([...inFlight.values()].every((count) => count === 0)).toBe(true)
    })
  }

  test('has no desk with more under way than it says it can carry, whatever a policy asks of it', () => {
    const world = worldOf('S9', 5, 2_000)
    const busiest: PolicyMaker = { name: 'busiest', create: () => ({ rank: ({ eligible }) => eligible.slice(0, 3) }) } // always the same three
    const underWay = new Map<number, number>()
    let most = 0
    for (const event of logOf(world, busiest).log) {
      if (event.name !== 'assigned' && event.name !== 'settled' && event.name !== 'failed') continue
      const count = (underWay.get(event.provider) ?? 0) + (event.name === 'assigned' ? 1 : -1)
      underWay.set(event.provider, count)
      const room = (world.providers[event.provider]?.declaredCapacity ?? 0) - count
      expect(room).toBeGreaterThanOrEqual(0)
      if (room === 0) most += 1
    }
    expect(most).toBeGreaterThan(10) // they were full
  })

  test('tells a learner of an outcome only when it is final: after lag, at a multiple of the stride', () => {
    const world = worldOf('S10', 2)
    const early: string[] = []
    let heard = 0
    let fresh: Outcome[] = []
    const spy: PolicyMaker = {
      name: 'spy',
      create: () => ({
        learn: (outcome) => {
          fresh.push(outcome)
        },
        rank: ({ eligible, block }) => {
          const height = Math.floor((block - world.rules.lag) / world.rules.stride) * world.rules.stride
          heard += fresh.length
          early.push(
            ...fresh.filter(({ finishedAt }) => finishedAt / BLOCK_SECONDS > height).map(({ finishedAt }) => `${finishedAt} at ${block}`),
          )
          fresh = []
          return eligible
        },
      }),
    }
    runWorld(world, spy)
    expect(heard).toBeGreaterThan(30)
    expect(early).toEqual([])
  })

  test('shows a bundle of an epoch only after the epoch', () => {
    const { log } = logOf(worldOf('S3', 4), random)
    const bundles = log.flatMap((event) => (event.name === 'reports' && event.at > 0 ? [event] : []))
    expect(bundles.length).toBeGreaterThan(3)
    for (const { at, bundle } of bundles) expect(at).toBe((bundle.epoch + 1) * EPOCH_SECONDS)
  })
})
