/** Finds and makes rows: of providers, corridors, amount bands, regions. */
import type { Address } from 'viem'
import type { Corridor } from '../../protocol/corridor.ts'
import { MAX_SAFE, mix } from '../integer.ts'
import { rules } from '../rules.ts'
import {
  type CorridorState,
  corridorColumns,
  corridorScalars,
  createCache,
  type DayTable,
  dayColumns,
  type LevelTable,
  levelColumns,
  type State,
} from './state.ts'
import { createTable, growTable } from './table.ts'

const LARGEST = BigInt(MAX_SAFE)

/** The index of a provider; undefined when it never appeared. */
export function findProvider({ indexes }: State, provider: Address): number | undefined {
  return indexes.get(provider) ?? indexes.get(provider.toLowerCase())
}

/** The index of a provider, made when it is new. */
export function ensureProvider(state: State, provider: Address): number {
  const id = provider.toLowerCase()
  const known = state.indexes.get(id)
  if (known !== undefined) return known
  const index = state.ids.length
  if (index >= state.capacity) grow(state)
  state.ids.push(id)
  state.indexes.set(id, index)
  state.providers.leafHigh[index] = toWord(id, 2)
  state.providers.leafLow[index] = toWord(id, 34)
  return index
}

/** A corridor's state, made when it is new. */
export function ensureCorridor(state: State, corridor: Corridor): CorridorState {
  const known = state.corridors.get(corridor)
  if (known) return known
  const made: CorridorState = {
    corridor,
    // By its name, not by a table of corridors: versions that know different ones must not learn different things.
    region: corridor.slice(0, Math.max(0, corridor.indexOf('/'))),
    scalars: createTable(corridorScalars, 1),
    rows: createTable(corridorColumns, state.capacity),
    bands: new Map(),
  }
  state.corridors.set(corridor, made)
  return made
}

/** The cells of an amount band, made when they are new. */
export function ensureBand(state: State, { bands }: CorridorState, band: number): LevelTable {
  const known = bands.get(band)
  if (known) return known
  const made = createTable(levelColumns, state.capacity)
  bands.set(band, made)
  return made
}

/** The counters of a region, made when they are new. */
export function ensureRegion(state: State, region: string): DayTable {
  const known = state.regions.get(region)
  if (known) return known
  const made = createTable(dayColumns, state.capacity)
  state.regions.set(region, made)
  return made
}

/** The amount band of micro-tokens. */
export function toBand(amount: number): number {
  let band = 0
  for (const bound of rules.bands) if (amount >= bound) band += 1
  return band
}

/** Token units → micro-tokens, rounded down; amounts beyond Float64's integers become the largest of them. */
export function toMicro({ options }: State, amount: bigint): number {
  if (amount <= 0n) return 0
  const { tokenDecimals } = options
  if (tokenDecimals === 6) return toCount(amount)
  return toCount(tokenDecimals > 6 ? amount / 10n ** BigInt(tokenDecimals - 6) : amount * 10n ** BigInt(6 - tokenDecimals))
}

/** A non-negative bigint as a number; what is larger than Float64's integers becomes the largest of them. */
export function toCount(value: bigint): number {
  return value <= 0n ? 0 : value >= LARGEST ? MAX_SAFE : Number(value)
}

/** Eight hexadecimal digits as a 32-bit word; 0 for what is none. */
export function toWord(hex: string, from: number): number {
  const word = Number.parseInt(hex.slice(from, from + 8), 16)
  return word >= 0 ? word : 0
}

/** A 32-bit fingerprint of an address. */
export const toFingerprint = (address: string): number => mix(toWord(address, 2), toWord(address, 34))

function grow(state: State): void {
  const rows = state.capacity * 2
  growTable(state.providers, rows)
  for (const { rows: table, bands } of state.corridors.values()) {
    growTable(table, rows)
    for (const band of bands.values()) growTable(band, rows)
  }
  for (const region of state.regions.values()) growTable(region, rows)
  state.cache = createCache(rows)
  state.capacity = rows
}
