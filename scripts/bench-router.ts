/** Measures the router: time to rank among 10, 1,000 and 10,000 providers, replay rate, size of the state. `npm run bench:router -- --json`. */
import { parseArgs } from 'node:util'
import {
  applyEvent,
  createState,
  type RouterEvent,
  type RoutingOrder,
  rankProviders,
  type State,
  serialiseState,
  stateRoot,
} from '../packages/sdk/src/exports/router.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const START = 1_700_000_000
const hex = (index: number, bytes: number, salt: bigint) =>
  `0x${(((BigInt(index) + 1n) * salt) % (1n << BigInt(bytes * 8))).toString(16).padStart(bytes * 2, '0')}` as const
const providerOf = (index: number) => hex(index, 20, 0x9e3779b97f4a7c15f39cc0605cedc834123n)
const payerOf = (index: number) => hex(index, 20, 0xc2b2ae3d27d4eb4f165667b19e3779f9123n)
const idOf = (index: number) => hex(index, 32, 0xd1342543de82ef95d1342543de82ef95d1342543de82ef95d1342543de82ef95n)

const rankings = [10, 1_000, 10_000].map((providers) => ({ providers, ...measureRanking(providers, providers === 10_000 ? 500 : 5_000) }))
const report = { rankings, replay: [50, 1_000].map((providers) => measureReplay(providers, 200_000)) }
if (values.json) console.log(JSON.stringify(report))
else {
  for (const { providers, wall, cpu, stateBytes } of rankings) {
    console.log(
      `${providers} providers: rank p50 ${wall.p50} ms, p99 ${wall.p99} ms, p99.9 ${wall.p999} ms (processor ${cpu} ms); state ${stateBytes} bytes`,
    )
  }
  for (const { providers, outcomesPerSecond, cpuOutcomesPerSecond } of report.replay) {
    console.log(
      `replay with ${providers} providers: ${outcomesPerSecond} outcomes/s by the clock, ${cpuOutcomesPerSecond} by processor time`,
    )
  }
}

/** Eligibility, values, score, the best eight: `wall` by the clock, which other processes lengthen; `cpu` is the mean of processor time. */
function measureRanking(providers: number, rounds: number) {
  const state = createNetwork(providers)
  const orders = Array.from({ length: rounds }, (_, index) => orderOf(index))
  for (const order of orders.slice(0, Math.min(rounds, 400))) rankProviders(state, order, { limit: 8 })
  const times: number[] = []
  const before = process.cpuUsage()
  for (const order of orders) {
    const started = performance.now()
    rankProviders(state, order, { limit: 8 })
    times.push(performance.now() - started)
  }
  const cpu = toMs(process.cpuUsage(before)) / rounds
  times.sort((left, right) => left - right)
  const at = (share: number) => round(times[Math.min(rounds - 1, Math.floor(share * rounds))] ?? 0)
  const started = performance.now()
  stateRoot(state)
  return {
    rounds,
    wall: { p50: at(0.5), p99: at(0.99), p999: at(0.999) },
    cpu: round(cpu),
    stateBytes: toBytes(state),
    serialisedBytes: serialiseState(state).length,
    coldRootMs: round(performance.now() - started),
  }
}

/** Assignments and outcomes, in turn, prepared before the clock starts. */
function measureReplay(providers: number, outcomes: number) {
  const state = createNetwork(providers)
  const events: RouterEvent[] = []
  for (let index = 0; index < outcomes; index++) {
    const provider = providerOf((index * 7_919) % providers)
    const attempt = {
      orderId: idOf(index),
      provider,
      corridor: 'NGN/bank',
      amount: BigInt(1_000_000 * (1 + (index % 90))),
      payer: payerOf(index % 5_000),
    } as const
    const time = START + 120 + Math.floor(index / 50) * 6
    const success = (index * 31) % 100 < 95
    events.push({ type: 'assigned', ...attempt, time }, { type: 'outcome', ...attempt, success, cause: success ? 'none' : 'expired', time })
  }
  const [started, before] = [performance.now(), process.cpuUsage()]
  for (const event of events) applyEvent(state, event)
  const [wall, cpu] = [performance.now() - started, toMs(process.cpuUsage(before))]
  return {
    providers,
    outcomes: state.network.outcomes[0] ?? 0,
    outcomesPerSecond: Math.round((outcomes / wall) * 1_000),
    cpuOutcomesPerSecond: Math.round((outcomes / cpu) * 1_000),
  }
}

function createNetwork(count: number): State {
  const state = createState()
  const all = Array.from({ length: count }, (_, index) => providerOf(index))
  for (const provider of all) {
    applyEvent(state, { type: 'registered', provider, corridors: ['NGN/bank'], time: START })
    applyEvent(state, { type: 'account', provider, free: 10_000_000_000n, locked: 0n, time: START })
  }
  const entries = all.map((provider, index) => ({
    provider,
    report: {
      rate: 160_000n - BigInt(index % 50),
      minPayout: 1n,
      maxPayout: 10n ** 12n,
      liquidityBucket: 60,
      loadBps: 100,
      capacity: 50,
      maintenance: false,
    },
    probe: { failed: [0, 0, 100], rtt50: [30, 40, 50], rtt95: [60, 70, 90] },
  }))
  applyEvent(state, { type: 'bundle', corridor: 'NGN/bank', epoch: Math.floor(START / 60), entries, time: START })
  for (let index = 0; index < 4_000; index++) {
    const attempt = {
      orderId: idOf(index),
      provider: providerOf((index * 31) % count),
      corridor: 'NGN/bank',
      amount: 25_000_000n,
      payer: payerOf(index),
    } as const
    applyEvent(state, { type: 'assigned', ...attempt, time: START })
    applyEvent(state, { type: 'outcome', ...attempt, success: index % 20 > 0, cause: 'expired', time: START })
  }
  return state
}

function orderOf(index: number): RoutingOrder {
  return {
    orderId: idOf(index),
    corridor: 'NGN/bank',
    amount: 25_000_000n,
    payout: 3_900_000n,
    bondRequired: 2_500_000n,
    seed: idOf(index + 7),
  }
}

/** Bytes of the model's columns, without caches. */
function toBytes({ network, providers, corridors, regions, weights, squares }: State): number {
  const sum = (table: Readonly<Record<string, Float64Array>>) =>
    Object.values(table).reduce((total, column) => total + column.byteLength, 0)
  const ofCorridors = [...corridors.values()].map(
    ({ scalars, rows, bands }) => sum(scalars) + sum(rows) + [...bands.values()].reduce((total, band) => total + sum(band), 0),
  )
  const ofRegions = [...regions.values()].map(sum)
  return [...ofCorridors, ...ofRegions].reduce(
    (total, bytes) => total + bytes,
    sum(network) + sum(providers) + weights.byteLength + squares.byteLength,
  )
}

function toMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
