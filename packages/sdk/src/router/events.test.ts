/** What the model is told: every unsound, unknown or late event has a defined result, and nothing throws. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEvent } from './model/apply.ts'
import type { BundleEntry, RouterEvent } from './model/events.ts'
import { stateRoot } from './model/root.ts'
import { copyState, parseState, serialiseState, sliceState } from './model/serialise.ts'
import { createState } from './model/state.ts'
import { rankProviders } from './rank.ts'
import { address, attempt, bundle, feed, network, order, orderId, payerOf, probe, report, START, seedOf } from './router.fixture.ts'

const of = (index: number, row: number, time = START) =>
  ({ orderId: orderId(index), provider: address(row), corridor: 'NGN/bank', amount: 25_000_000n, payer: payerOf(index), time }) as const
const ok = { success: true, cause: 'none' } as const
const bad = { success: false, cause: 'other' } as const
const gateOf = (state: ReturnType<typeof network>, row: number) =>
  rankProviders(state, order(1)).ranked.find(({ provider }) => provider.toLowerCase() === address(row))?.gate

describe('events', () => {
  test.each<[string, RouterEvent, string]>([
    ['an outcome of a stranger', { type: 'outcome', ...of(1, 99), ...ok }, 'unknown provider'],
    ['an assignment to a stranger', { type: 'assigned', ...of(1, 99) }, 'unknown provider'],
    ['a claim that was never assigned', { type: 'claimed', ...of(1, 0) }, 'claim without an assignment'],
    ['a stranger that leaves', { type: 'left', provider: address(99), time: START }, 'unknown provider'],
    ['time that is none', { type: 'epoch', time: Number.NaN }, 'time is no count of seconds'],
    [
      'a bundle of the future',
      { ...(bundle([], START) as Extract<RouterEvent, { type: 'bundle' }>), epoch: START / 60 + 1 },
      'bundle of the future',
    ],
    [
      'a bundle of the past',
      { ...(bundle([], START) as Extract<RouterEvent, { type: 'bundle' }>), epoch: START / 60 - 1 },
      'bundle older than the last',
    ],
    ['a kind of the future', { type: 'rumour', time: START } as never, 'unknown event'],
  ])('%s is ignored, counted, and leaves rankings alone', (_name, event, reason) => {
    const state = network(3)
    const before = rankProviders(state, order(1))
    expect(applyEvent(state, event)).toEqual({ applied: false, reason })
    expect([rankProviders(state, order(1)), state.network.ignored[0]]).toEqual([before, 1])
  })

  test('assigned twice, finished twice, assigned late', () => {
    const state = feed(network(2), { type: 'assigned', ...of(1, 0) })
    expect(applyEvent(state, { type: 'assigned', ...of(1, 0) }).reason).toBe('assigned twice')
    expect(state.providers.inFlight[0]).toBe(1)
    feed(state, { type: 'outcome', ...of(1, 0), ...ok }, { type: 'outcome', ...of(1, 0), ...ok })
    expect([state.providers.inFlight[0], state.providers.notional[0], state.network.outcomes[0]]).toEqual([0, 0, 2])
  })

  test('nobody praises itself, and a recipient’s mistake blames nobody', () => {
    const state = network(2)
    const before = state.providers.slowTotal[0]
    feed(
      state,
      { type: 'outcome', ...of(1, 0), payer: address(0), ...ok },
      { type: 'outcome', ...of(2, 0), success: false, cause: 'recipientRejected' },
    )
    expect([state.providers.slowTotal[0], state.network.outcomes[0]]).toEqual([before, 0])
  })

  test('one payer teaches a few outcomes an epoch in full, the rest little; a chosen provider little at all', () => {
    const teach = (payer: (index: number) => number, pinned: boolean) => {
      const state = network(1)
      for (let index = 0; index < 40; index++)
        feed(state, { type: 'outcome', ...of(index, 0), payer: payerOf(payer(index)), pinned, ...ok })
      return state.providers.slowTotal[0] ?? 0
    }
    expect(teach(() => 1, false)).toBeLessThan(teach((index) => index, false) / 2)
    expect(teach((index) => index, true)).toBeLessThan(teach((index) => index, false) / 5)
  })

  test('a provider that leaves is not ranked; one that returns keeps its history and loses its seniority', () => {
    const state = network(2)
    for (let index = 0; index < 30; index++) attempt(state, index, address(0), { success: index % 3 > 0 })
    const history = state.providers.slowTotal[0]
    feed(state, { type: 'left', provider: address(0), time: START })
    expect(rankProviders(state, order(1)).ranked.map(({ provider }) => provider.toLowerCase())).toEqual([address(1)])
    expect(applyEvent(state, { type: 'outcome', ...of(99, 0), ...bad }).applied).toBe(true) // it still answers for what it claimed
    const time = START + 3_600
    feed(state, { type: 'registered', provider: address(0), corridors: ['NGN/bank'], time })
    expect(state.providers.joined.slice(0, 2)).toEqual(Float64Array.of(time / 60, START / 60))
    expect(state.providers.slowTotal[0]).toBeGreaterThan(history ?? 0)
    expect(rankProviders(state, order(1)).ranked).toHaveLength(2)
    expect(rankProviders(state, order(1, { corridor: 'KES/mpesa' })).ranked).toHaveLength(1) // it came back for one corridor
  })

  test('an attempt whose outcome never comes is forgotten', () => {
    const state = feed(network(1), { type: 'assigned', ...of(1, 0) }, { type: 'epoch', time: START + 513 * 60 })
    expect([state.providers.inFlight[0], state.pending.size]).toEqual([0, 0])
  })
})

describe('bundles', () => {
  test.each<[string, BundleEntry]>([
    ['a negative load', { provider: address(0), report: { ...report, loadBps: -1 } }],
    ['a load over the whole', { provider: address(0), report: { ...report, loadBps: 10_001 } }],
    ['a fraction', { provider: address(0), report: { ...report, capacity: 1.5 } }],
    ['a number for a bigint', { provider: address(0), report: { ...report, rate: 5 as never } }],
    ['a text for a flag', { provider: address(0), report: { ...report, maintenance: 'no' as never } }],
    ['two witnesses only', { provider: address(0), probe: { failed: [10_000, 10_000], rtt50: [9] } }],
    ['probes out of range', { provider: address(0), probe: { failed: [10_001, -5, Number.NaN, 0], rtt50: [] } }],
    ['two advisors only', { provider: address(0), advice: [-127, -127] }],
    ['advice out of range', { provider: address(0), advice: [-128, 128, 0.5, 3, 3] }],
    ['a stranger', { provider: address(77), report }],
  ])('%s is as if it had not been said', (_name, entry) => {
    const all = [1, 2].map((row) => ({ provider: address(row), report, probe }))
    const [said, silent] = [network(3), network(3)]
    feed(said, bundle([entry, ...all], START + 60))
    feed(silent, bundle([{ provider: address(0) }, ...all], START + 60))
    expect(stateRoot(said)).toBe(stateRoot(silent))
  })

  test('the first of two entries of one provider counts; gossip expires after three epochs', () => {
    const entries = [9_000, 0].map((loadBps) => ({ provider: address(0), report: { ...report, loadBps } }))
    const state = feed(network(1), bundle(entries, START + 60))
    const load = () => rankProviders(state, order(1)).ranked[0]?.features.find(({ name }) => name === 'load')?.value
    expect(load()).toBe(3_686)
    feed(state, { type: 'epoch', time: START + 4 * 60 })
    expect(load()).toBe(3_686)
    feed(state, { type: 'epoch', time: START + 5 * 60 })
    expect(load()).toBe(0)
  })

  test('two of five witnesses that lie change nothing; advice is the median', () => {
    const state = feed(
      network(1),
      bundle(
        [{ provider: address(0), probe: { failed: [10_000, 10_000, 0, 0, 0], rtt50: [1, 1, 1] }, advice: [127, 127, 9, 0, -127] }],
        START + 60,
      ),
    )
    expect([state.providers.probeFailed[0], state.providers.probeOpen[0], state.providers.advice[0]]).toEqual([0, 0, 290])
  })
})

describe('gates', () => {
  test('failures in a row open the breaker; half-open takes one order an epoch; a success closes it', () => {
    const state = network(2)
    for (let index = 0; index < 5; index++) attempt(state, index, address(0), { success: false })
    expect(gateOf(state, 0)).toBe('breaker')
    feed(
      state,
      { type: 'epoch', time: START + 5 * 60 },
      bundle(
        [0, 1].map((row) => ({ provider: address(row), report, probe })),
        START + 5 * 60,
      ),
    )
    expect(gateOf(state, 0)).toBeUndefined()
    feed(state, { type: 'assigned', ...of(7, 0, START + 300) })
    expect(gateOf(state, 0)).toBe('breaker')
    feed(state, { type: 'outcome', ...of(7, 0, START + 300), ...ok })
    expect(gateOf(state, 0)).toBeUndefined()
  })

  test('a late outcome of before the breaker opened neither closes nor prolongs it', () => {
    const state = network(2)
    for (let index = 0; index < 9; index++) feed(state, { type: 'assigned', ...of(index, 0) })
    for (let index = 0; index < 5; index++) feed(state, { type: 'outcome', ...of(index, 0), ...bad })
    const until = [...state.corridors.values()][0]?.rows.openUntil[0]
    feed(state, { type: 'outcome', ...of(5, 0, START + 120), ...bad }, { type: 'outcome', ...of(6, 0, START + 120), ...ok })
    expect([gateOf(state, 0), [...state.corridors.values()][0]?.rows.openUntil[0]]).toEqual(['breaker', until])
  })

  test('probes: opens at 60 %, stays until 20 %', () => {
    const state = network(2)
    const seen = [6_000, 4_000, 2_500, 1_900].map((share, index) => {
      const failed = [share, share, share]
      feed(
        state,
        bundle(
          [
            { provider: address(0), report, probe: { ...probe, failed } },
            { provider: address(1), report, probe },
          ],
          START + (index + 1) * 60,
        ),
      )
      return gateOf(state, 0)
    })
    expect(seen).toEqual(['probes', 'probes', 'probes', undefined])
  })

  test('load: closes when full, opens at 95 %', () => {
    const state = network(2)
    const seen = [49, 50, 49, 48, 47, 49].map((inFlight) => {
      feed(state, { type: 'account', provider: address(0), free: 10n ** 9n, locked: 0n, inFlight, time: START })
      return gateOf(state, 0)
    })
    expect(seen).toEqual([undefined, 'load', 'load', 'load', undefined, undefined])
  })

  test('load: the full stand behind the broken, by load and not by score', () => {
    const state = network(4)
    for (let index = 0; index < 5; index++) attempt(state, index, address(3), { success: false })
    for (let index = 0; index < 20; index++) attempt(state, 10 + index, address(0))
    for (const [row, inFlight] of [80, 70, 60].entries())
      feed(state, { type: 'account', provider: address(row), free: 10n ** 9n, locked: 0n, inFlight, time: START })
    const { ranked } = rankProviders(state, order(1))
    expect(ranked.map(({ provider, gate }) => [provider.toLowerCase(), gate])).toEqual([
      [address(3), 'breaker'],
      [address(2), 'load'],
      [address(1), 'load'],
      [address(0), 'load'],
    ])
  })

  test('load: what fails while it is full neither opens the breaker nor raises the alarm as a failure with room does', () => {
    const trouble = (inFlight: number) => {
      const state = network(2)
      feed(state, { type: 'account', provider: address(0), free: 10n ** 9n, locked: 0n, inFlight, time: START })
      for (let index = 0; index < 9; index++) attempt(state, index, address(0), { success: false })
      return [state.providers.alarm[0] ?? 0, [...state.corridors.values()][0]?.rows.failures[0] ?? 0]
    }
    const [full, free] = [trouble(60), trouble(0)]
    expect([full[1], free[1]]).toEqual([0, 9])
    expect(full[0]).toBeLessThan((free[0] ?? 0) / 4)
  })

  test('maintenance excludes, and the epoch after it is spent at the tail', () => {
    const state = network(2)
    const seen = [true, false, false].map((maintenance, index) => {
      const entries = [
        { provider: address(0), report: { ...report, maintenance } },
        { provider: address(1), report },
      ]
      feed(state, bundle(entries, START + (index + 1) * 60))
      return [rankProviders(state, order(1)).excluded.length, gateOf(state, 0)]
    })
    expect(seen).toEqual([
      [1, undefined],
      [0, 'maintenance'],
      [0, undefined],
    ])
  })
})

describe('exploration', () => {
  test('who was not tried for long gets some small orders; never one who is gated, never a large order', () => {
    const state = network(3)
    for (let index = 0; index < 600; index++) attempt(state, index, address(1 + (index % 2)), { amount: 50_000_000n })
    const explored = (amount: bigint) =>
      Array.from(
        { length: 400 },
        (_, index) => rankProviders(state, order(index, { seed: seedOf(index), amount, payout: 1n }), { limit: 1 }).ranked[0],
      ).filter((first) => first?.explored)
    const small = explored(25_000_000n)
    expect(small.length).toBeGreaterThan(1)
    expect(small.length).toBeLessThan(40)
    expect(new Set(small.map((first) => first?.provider.toLowerCase()))).toEqual(new Set([address(0)]))
    expect(explored(900_000_000n)).toEqual([])
    feed(state, { type: 'account', provider: address(0), free: 10n ** 9n, locked: 0n, inFlight: 49, time: START })
    expect(explored(25_000_000n)).toEqual([])
  })
})

describe('copies', () => {
  test('property: a reorg over an epoch boundary: going back to a copy and replaying gives what never having left gives', () => {
    const step = fc.record({ row: fc.nat(4), success: fc.boolean(), seconds: fc.nat(50) })
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.array(step, { maxLength: 20 }),
        (common, orphaned, canonical) => {
          let time = START
          const play = (state: ReturnType<typeof network>, steps: typeof common, from: number) => {
            for (const [index, { row, success, seconds }] of steps.entries()) {
              time += seconds
              attempt(state, from + index, address(row), { success, time })
            }
            return state
          }
          const state = play(network(4), [], 0)
          feed(state, { type: 'registered', provider: address(4), corridors: ['NGN/bank'], time })
          play(state, common, 0)
          stateRoot(state) // warm caches must not leak into the copy
          rankProviders(state, order(1))
          const [snapshot, fork] = [copyState(state), time]
          play(state, orphaned, 100)
          feed(state, { type: 'epoch', time: fork + 100_000 })
          time = fork
          const resumed = play(copyState(snapshot), canonical, 200)
          time = fork
          const straight = play(snapshot, canonical, 200)
          expect(stateRoot(resumed)).toBe(stateRoot(straight))
          expect(serialiseState(parseState(serialiseState(resumed)))).toBe(serialiseState(resumed))
          expect(rankProviders(resumed, order(2, { seed: seedOf(2) }))).toEqual(rankProviders(straight, order(2, { seed: seedOf(2) })))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('the root hashes changed leaves only, and is the root of a state that hashes them all', () => {
    const state = network(9)
    for (let index = 0; index < 50; index++) {
      attempt(state, index, address(index % 9), { success: index % 4 > 0 })
      expect(stateRoot(state)).toBe(stateRoot(copyState(state)))
    }
  })

  test('a slice ranks its providers as the whole does among them', () => {
    const state = network(9)
    for (let index = 0; index < 90; index++) attempt(state, index, address(index % 9), { success: index % 7 > 0 })
    const among = [2, 5, 7].map(address)
    const slice = sliceState(state, [...among, address(99)])
    expect(rankProviders(slice, order(3))).toEqual(rankProviders(state, order(3, { among })))
    expect(serialiseState(createState())).toBe(serialiseState(parseState(serialiseState(sliceState(createState(), among)))))
  })

  test('a text of other rules is refused', () => {
    expect(() => parseState(serialiseState(createState()).replace('paynode-router', 'other'))).toThrow('replay the events instead')
  })
})
