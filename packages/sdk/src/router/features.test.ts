/** Every feature moves the rank the way its table row says: what it is read from is changed for one of three equal providers. */
import { describe, expect, test } from 'vitest'
import { type FeatureName, featureIndex, features } from './features.ts'
import type { CorridorState, State } from './model/state.ts'
import { touch } from './model/touch.ts'
import { rankProviders } from './rank.ts'
import { address, attempt, feed, network, order, START, seedOf } from './router.fixture.ts'
import { rules } from './rules.ts'

const NOW = START + 100 * 60
const ROW = 0
const SEVEN = 7 * 65_536
const names = features.map(({ name }) => name)

/** Three providers with the same long and mixed history, a hundred epochs after their registration. */
function world(): State {
  const state = network(3)
  feed(state, { type: 'epoch', time: NOW - 60 })
  for (let index = 0; index < 180; index++) attempt(state, index, address(index % 3), { success: index % 18 < 15, time: NOW - 60 })
  // Latencies of the network, against which a provider's count.
  for (const name of ['claim50', 'claim95', 'settle50', 'settle95'] as const) state.network[name][0] = 5 * 4_096
  feed(state, { type: 'epoch', time: NOW })
  feed(state, bundleOf(state))
  for (let row = 0; row < 3; row++)
    for (const name of ['claim50', 'claim95', 'settle50', 'settle95'] as const) state.providers[name][row] = 5 * 4_096
  for (let row = 0; row < 3; row++) {
    // The three differ by the order of their outcomes: make them equal.
    for (const table of [state.providers, corridorOf(state).rows, ...corridorOf(state).bands.values(), ...state.regions.values()]) {
      for (const [name, column] of Object.entries(table)) if (!name.startsWith('leaf')) column[row] = column[0] ?? 0
    }
    touch(state, row)
  }
  state.weights.set(features.map(({ weight }) => weight)) // as if nothing had been learned
  return state
}

function bundleOf(state: State): Parameters<typeof feed>[1] {
  const report = {
    rate: 160_000n,
    minPayout: 1n,
    maxPayout: 10n ** 9n,
    liquidityBucket: 20,
    loadBps: 1_000,
    capacity: 50,
    maintenance: false,
  }
  const probe = { failed: [100, 100, 100], rtt50: [63, 63, 63], rtt95: [127, 127, 127] }
  const entries = state.ids.map((provider) => ({
    provider: provider as `0x${string}`,
    report,
    probe,
    reach: [9_000],
    advice: [10, 10, 20],
  }))
  return { type: 'bundle', corridor: 'NGN/bank', epoch: NOW / 60, entries, time: NOW }
}

const corridorOf = (state: State) => state.corridors.get('NGN/bank') as CorridorState
const cellsOf = (state: State) => [...corridorOf(state).bands.values()][0] as NonNullable<ReturnType<CorridorState['bands']['get']>>
const viewOf = (state: State) => [...state.cache.views.values()].flat().find((view) => view !== undefined) as State['cache']['standing']
const scale = (column: Float64Array, percent: number) => {
  column[ROW] = Math.floor(((column[ROW] ?? 0) * percent) / 100)
}

type Case = {
  /** Which way its value goes. */
  readonly value: 'rises' | 'falls'
  readonly change: (state: State) => void
  /** Other features that read the same thing. */
  readonly also?: readonly FeatureName[]
}
const provider = (name: keyof State['providers'], value: number, more: Partial<Case> = {}): Case => ({
  value: 'rises',
  change: ({ providers }) => {
    providers[name][ROW] = value
  },
  ...more,
})

const inCorridor = (name: keyof CorridorState['rows'], value: number, way: Case['value']): Case => ({
  value: way,
  change: (state) => {
    corridorOf(state).rows[name][ROW] = value
  },
})

const cases: Partial<Record<FeatureName, Case>> = {
  cellSuccess: { value: 'falls', change: (state) => scale(cellsOf(state).slowSuccess, 80), also: ['cellTrend', 'uncertainty'] },
  cellTrend: { value: 'falls', change: (state) => scale(cellsOf(state).fastSuccess, 20) },
  success24h: { value: 'falls', change: ({ providers }) => scale(providers.daySuccess, 50) },
  success7d: { value: 'falls', change: ({ providers }) => scale(providers.weekSuccess, 50) },
  regionSuccess: {
    value: 'falls',
    change: ({ regions }) => scale((regions.get('NGN') as never as { daySuccess: Float64Array }).daySuccess, 50),
  },
  providerTrend: { value: 'falls', change: ({ providers }) => scale(providers.fastSuccess, 20), also: ['cellTrend'] },
  uncertainty: {
    value: 'rises',
    change: (state) => {
      for (const name of ['slowSuccess', 'slowTotal'] as const) scale(corridorOf(state).rows[name], 20)
    },
    also: ['evidence', 'cellSuccess', 'cellTrend'],
  },
  evidence: {
    value: 'rises',
    change: (state) => {
      for (const name of ['slowSuccess', 'slowTotal'] as const) scale(corridorOf(state).rows[name], 900)
    },
    also: ['uncertainty', 'cellSuccess', 'cellTrend'],
  },
  alarm: {
    value: 'rises',
    change: (state) => {
      corridorOf(state).rows.alarm[ROW] = 24_576
      corridorOf(state).rows.alarmEpoch[ROW] = NOW / 60
    },
  },
  failures: inCorridor('failures', 3, 'rises'),
  sinceSuccess: provider('lastSuccess', START / 60),
  claimP50: provider('claim50', 9 * 4_096),
  claimP95: provider('claim95', 9 * 4_096),
  settleP50: provider('settle50', 9 * 4_096),
  settleP95: provider('settle95', 9 * 4_096),
  expired24h: provider('dayExpired', SEVEN),
  disputes30d: provider('monthDisputed', SEVEN),
  returns7d: provider('weekReturned', 7 * SEVEN),
  hourOffset: {
    value: 'falls',
    change: ({ providers }) => {
      for (let slot = 0; slot < 8; slot++) providers[`hour${slot}` as 'hour0'][ROW] = -32_768
    },
  },
  inFlight: provider('inFlight', 45, { also: ['pressure'] }),
  notional: provider('notional', 900_000_000),
  pressure: {
    value: 'rises',
    change: ({ providers }) => {
      providers.arrivals[ROW] = 9 * SEVEN
      providers.arrivalEpoch[ROW] = NOW / 60
    },
  },
  shadowPrice: {
    value: 'rises',
    change: ({ providers }) => {
      providers.shadow[ROW] = 6_000
      providers.shadowEpoch[ROW] = NOW / 60
    },
  },
  stake: provider('free', 900_000_000_000),
  tenure: provider('joined', 0),
  payers: provider('payers0', 16_777_215),
  share24h: {
    value: 'rises',
    change: ({ providers }) => {
      for (const name of ['daySuccess', 'dayTotal'] as const) scale(providers[name], 300)
    },
    also: ['success24h', 'expired24h'],
  },
  amountRatio: provider('medianAmount', 16 * 4_096),
  price: inCorridor('rate', 158_000, 'falls'),
  tooCheap: {
    value: 'rises',
    change: (state) => {
      viewOf(state).values[featureIndex.tooCheap] = 8_192 // its source, the rate, is also the price
      viewOf(state).summed.fill(0)
    },
  },
  probeFailed: provider('probeFailed', 2_000),
  probeFailed1h: provider('probeHour', 2_000),
  rtt50: provider('rtt50', 9 * 4_096),
  rtt95: provider('rtt95', 9 * 4_096),
  uptime24h: provider('uptime', 32_768, { value: 'falls' }),
  reach: provider('reach', 1_000, { value: 'falls' }),
  disagreement: provider('disagreement', 2_000),
  load: inCorridor('load', 4_000, 'rises'),
  liquidity: inCorridor('liquidity', 18, 'rises'),
  advice: provider('advice', -4_096, { value: 'falls' }),
  adviceSpread: provider('adviceSpread', 4_096),
}

describe('the table', () => {
  test('at least 34 features move the rank, each with a case here; indexes, bounds and signs fit', () => {
    expect(Object.keys(cases).length).toBeGreaterThanOrEqual(34)
    expect([...Object.keys(cases), 'bias', 'exploration'].sort()).toEqual([...names].sort())
    for (const [index, { name, low, high, direction, weight, enters }] of features.entries()) {
      expect(featureIndex[name]).toBe(index)
      expect(low < high || name === 'bias').toBe(true)
      if (direction !== 'either') expect(Math.sign(weight)).toBe(name === 'price' || direction === 'up' ? 1 : -1)
      expect(Math.abs(weight)).toBeLessThan(rules.weightLimit)
      expect(enters === 'key' || Math.max(-low, high) * 4_096 <= 65_536).toBe(true)
    }
  })

  test('sources: what is said of oneself can only lower one’s own score, but for the quote', () => {
    const own = features.filter(({ source }) => source === 'G').map(({ name, low, high, direction }) => [name, low, high, direction])
    expect(own).toEqual([
      ['price', -16, 0, 'up'],
      ['tooCheap', 0, 16, 'down'],
      ['load', 0, 1, 'down'],
      ['liquidity', 0, 8, 'down'],
    ])
  })
})

/** Orders in which a provider of three equals stands first, in the middle and last. */
const orders = Array.from({ length: 24 }, (_, index) => order(index))

test.each(Object.entries(cases) as [FeatureName, Case][])('%s moves the rank as documented', (name, { value, change, also = [] }) => {
  const state = world()
  const look = (index: number) => {
    const { ranked } = rankProviders(state, orders[index] ?? order(index))
    const place = ranked.findIndex((one) => one.provider.toLowerCase() === address(ROW))
    return { place, score: ranked[place]?.score ?? 0, values: ranked[place]?.features.map((feature) => feature.value) ?? [] }
  }
  const before = orders.map((_, index) => look(index))
  expect(new Set(before.map(({ place }) => place)).size).toBe(3)
  change(state)
  if (name !== 'tooCheap') touch(state, ROW)
  const after = orders.map((_, index) => look(index))
  const index = featureIndex[name]
  const moved = names.filter((_, feature) => after[0]?.values[feature] !== before[0]?.values[feature])
  expect(moved).toContain(name)
  expect(moved.filter((one) => one !== name && !also.includes(one))).toEqual([])
  const rises = (after[0]?.values[index] ?? 0) > (before[0]?.values[index] ?? 0)
  expect(rises).toBe(value === 'rises')
  const better = (features[index]?.direction === 'up') === rises
  for (const [position, { place, score }] of after.entries()) {
    const was = before[position] ?? { place: -1, score: 0 }
    expect(better ? score > was.score : score < was.score).toBe(true)
    expect(place).toBe(better ? 0 : 2) // equals no longer: every order sees it
  }
})

test('exploration: the draw is seeded, odd around nothing, and wider for who is less known', () => {
  const spread = (outcomes: number) => {
    const state = network(1)
    for (let index = 0; index < outcomes; index++) attempt(state, index, address(0), { success: index % 10 > 0 })
    const draws = Array.from({ length: 64 }, (_, index) => {
      const [only] = rankProviders(state, order(index, { seed: seedOf(index) })).ranked
      return only?.features[featureIndex.exploration]?.value ?? 0
    })
    expect(draws.some((draw) => draw > 0) && draws.some((draw) => draw < 0)).toBe(true)
    return Math.max(...draws) - Math.min(...draws)
  }
  expect(spread(2)).toBeGreaterThan(2 * spread(200))
  const [unseeded] = rankProviders(network(1), order(1)).ranked
  expect(unseeded?.features[featureIndex.exploration]?.value).toBe(0)
})
