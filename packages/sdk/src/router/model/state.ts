/** The model's state: what the chain and the agreed bundles have taught so far. Changed by `applyEvent` only. */
import type { Address, Hex } from 'viem'
import type { Corridor } from '../../protocol/corridor.ts'
import { features } from '../features.ts'
import { rules } from '../rules.ts'
import { type Columns, createTable, type Table } from './table.ts'

/** Counters of one level: decayed successes and outcomes on two time scales (Q16), and the epoch they were decayed to. */
export const levelColumns = { fastSuccess: 0, fastTotal: 0, slowSuccess: 0, slowTotal: 0, epoch: 0 }
/** Counters of about a day: successes and outcomes (Q16), and the hour they were decayed to. */
export const dayColumns = { daySuccess: 0, dayTotal: 0, hour: 0 }
/** One row per provider. */
// biome-ignore format: lists
export const providerColumns = {
  ...levelColumns, ...dayColumns,
  active: 0, joined: 0, leafHigh: 0, leafLow: 0, free: 0, locked: 0, inFlight: 0, notional: 0, dayExpired: 0, weekSuccess: 0,
  weekTotal: 0, weekReturned: 0, monthTotal: 0, monthDisputed: 0, alarm: 0, alarmEpoch: 0, lastSuccess: 0, claim50: 0, claim95: 0,
  settle50: 0, settle95: 0, hour0: 0, hour1: 0, hour2: 0, hour3: 0, hour4: 0, hour5: 0, hour6: 0, hour7: 0, arrivals: 0, arrivalEpoch: 0,
  shadow: 0, shadowEpoch: 0, medianAmount: 0, payers0: 0, payers1: 0, oldPayers0: 0, oldPayers1: 0, payerWeek: 0, payerCounts: 0,
  payerEpoch: 0, probeEpoch: 0, probeFailed: 0, probeHour: 0, rtt50: 0, rtt95: 0, uptime: 0, reach: 0, disagreement: 0, probeOpen: 0,
  downFrom: 0, downTo: 0, adviceEpoch: 0, advice: 0, adviceSpread: 0,
}
/** One row per provider, for each corridor. From `reportEpoch` on: its statement in the bundle of epoch `reportEpoch − 1`; 0 = none. */
// biome-ignore format: lists
export const corridorColumns = {
  ...levelColumns,
  serves: 0, alarm: 0, alarmEpoch: 0, failures: 0, openUntil: 0, trialEpoch: 0, lastAttempt: 0, crowded: 0, reportEpoch: 0, rate: 0,
  minPayout: 0, maxPayout: 0, liquidity: 0, load: 0, capacity: 0, maintenance: 0,
}
/**
 * Scalars of a corridor. `bundleEpoch` counts from 1; `orders` counts assignments; `baseOffset` is how its log-odds differed from the
 * network's when the epoch began, Q12.
 */
export const corridorScalars = { ...levelColumns, orders: 0, medianAmount: 0, bundleEpoch: 0, medianRate: 0, baseOffset: 0 }
/** Scalars of the network. `base…`: what standing values are measured against, the network as it stood when the epoch began. */
// biome-ignore format: lists
export const networkScalars = {
  ...levelColumns,
  time: 0, now: 0, outcomes: 0, ignored: 0, dayTotal: 0, hour: 0, claim50: 0, claim95: 0, settle50: 0, settle95: 0, baseRate: 0,
  baseDay: 0, baseClaim50: 0, baseClaim95: 0, baseSettle50: 0, baseSettle95: 0,
}

export type LevelTable = Table<keyof typeof levelColumns>
export type DayTable = Table<keyof typeof dayColumns>
export type ProviderTable = Table<keyof typeof providerColumns>
export type CorridorTable = Table<keyof typeof corridorColumns>

/** What is known of a corridor: its own scalars, a row per provider, and a cell per provider in each amount band that was seen. */
export type CorridorState = {
  readonly corridor: Corridor
  readonly region: string
  readonly scalars: Table<keyof typeof corridorScalars>
  readonly rows: CorridorTable
  readonly bands: Map<number, LevelTable>
}

/** An attempt under way: what it was decided on. Times are unix seconds, `amount` micro-tokens. */
export type Pending = {
  readonly provider: number
  readonly corridor: Corridor
  readonly amount: number
  readonly payer: string
  readonly pinned: boolean
  readonly assignedAt: number
  claimedAt: number
  readonly epoch: number
  /** What the cell's slow rate was, Q16. */
  readonly rate: number
  readonly values: Float64Array
}

/** Settings of a network, the same on every daemon. */
export type StateOptions = { readonly epochSeconds: number; readonly tokenDecimals: number }

/** Values of every provider for orders of one corridor and amount band; `rates` and `totals` are those of the cell, Q16. */
export type View = {
  readonly values: Float64Array
  readonly rates: Float64Array
  readonly totals: Float64Array
  /** When a row was filled, by the cache's clock. */
  readonly stamps: Float64Array
  /** What of a row's score is the same for every order, and of which weights; 0 = not summed yet. */
  readonly sums: Float64Array
  readonly summed: Float64Array
  /** The prediction (Q16) and its deviation (Q12) that go with the rest of a score; orders of like size share it. */
  readonly rests: Float64Array
  readonly predictions: Float64Array
  readonly deviations: Float64Array
  /** Gates, −1 = not judged yet, and loads (Q20). */
  readonly gates: Float64Array
  readonly loads: Float64Array
  /** What the shadow price takes from the key (Q16), and whether the provider has less to do than would weigh on it. */
  readonly shadows: Float64Array
  readonly idle: Float64Array
  /** Prices (Q12) against the best rate that they were compared with. */
  readonly prices: Float64Array
  readonly bests: Float64Array
}

/** What a ranking writes down of each candidate. */
// biome-ignore format: list
export const placeColumns = {
  keys: 0, rates: 0, deviations: 0, tiers: 0, crowds: 0, loads: 0, lots: 0, prices: 0, draws: 0,
} as const satisfies Columns<string>

/** What follows from the state and is kept to be fast: no part of it. */
export type Cache = {
  /** Counts changes. A row is up to date when it was filled after its last change and after everybody's. */
  clock: number
  everybody: number
  /** Counts changes of the weights, from 1. */
  weighed: number
  changes: Float64Array
  /** Values that hold for every order; the provider's slow and fast rates, Q16. */
  standing: View
  /** By corridor and amount band. */
  readonly views: Map<Corridor, (View | undefined)[]>
  /** Rows whose leaf is up to date, the levels of the Merkle tree, and addresses as people write them. */
  readonly leaves: Set<number>
  tree: Hex[][]
  readonly addresses: Map<number, Address>
  /** A ranking's columns, by place: made once, because making typed arrays is slow. */
  readonly places: Table<keyof typeof placeColumns>
  /** Vectors of finished attempts, to be used again. */
  readonly spare: Float64Array[]
}

export type State = {
  readonly options: StateOptions
  /** Lower-case addresses by index, in order of first appearance; an index is never used again. */
  readonly ids: string[]
  readonly indexes: Map<string, number>
  capacity: number
  readonly network: Table<keyof typeof networkScalars>
  readonly providers: ProviderTable
  readonly corridors: Map<Corridor, CorridorState>
  readonly regions: Map<string, DayTable>
  /** By feature, Q16; and the sums of squared gradients, Q12. */
  readonly weights: Float64Array
  readonly squares: Float64Array
  /** By `orderId:provider`, oldest first. */
  readonly pending: Map<string, Pending>
  cache: Cache
}

/** A state that has seen nothing. */
export function createState({ epochSeconds = 60, tokenDecimals = 6 }: Partial<StateOptions> = {}): State {
  const capacity = 16
  const network = createTable(networkScalars, 1)
  network.baseRate[0] = rules.prior
  return {
    options: { epochSeconds, tokenDecimals },
    ids: [],
    indexes: new Map(),
    capacity,
    network,
    providers: createTable(providerColumns, capacity),
    corridors: new Map(),
    regions: new Map(),
    weights: Float64Array.from(features, ({ weight }) => weight),
    squares: new Float64Array(features.length),
    pending: new Map(),
    cache: createCache(capacity),
  }
}

/** An empty cache. */
export function createCache(capacity: number): Cache {
  return {
    clock: 1,
    everybody: 1,
    weighed: 1,
    changes: new Float64Array(capacity),
    standing: createView(capacity),
    views: new Map(),
    leaves: new Set(),
    tree: [],
    addresses: new Map(),
    places: createTable(placeColumns, capacity),
    spare: [],
  }
}

/** A view in which no row is filled. */
export function createView(capacity: number): View {
  const make = (width: number) => new Float64Array(capacity * width)
  return {
    values: make(features.length),
    rates: make(1),
    totals: make(1),
    stamps: make(1),
    sums: make(1),
    summed: make(1),
    rests: make(1),
    predictions: make(1),
    deviations: make(1),
    gates: make(1),
    loads: make(1),
    shadows: make(1),
    idle: make(1),
    prices: make(1),
    bests: make(1),
  }
}

/** The state's clock in epochs. */
export const toEpoch = ({ network }: State): number => network.now[0] ?? 0
