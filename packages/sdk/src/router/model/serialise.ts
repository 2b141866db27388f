/** The state as plain numbers, as text and back; copies and slices. One state has one text. */
import type { Address } from 'viem'
import type { Corridor } from '../../protocol/corridor.ts'
import { rules } from '../rules.ts'
import { ensureBand, ensureCorridor, ensureProvider, ensureRegion, findProvider } from './find.ts'
import {
  corridorColumns,
  corridorScalars,
  createState,
  dayColumns,
  levelColumns,
  networkScalars,
  providerColumns,
  type State,
  type StateOptions,
} from './state.ts'
import { type Columns as Names, namesOf, type Table } from './table.ts'

type Columns = readonly (readonly number[])[]
type PlainPending = readonly [
  key: string,
  provider: number,
  corridor: Corridor,
  amount: number,
  payer: string,
  pinned: boolean,
  assignedAt: number,
  claimedAt: number,
  epoch: number,
  rate: number,
  values: readonly number[],
]
type Plain = {
  readonly version: string
  readonly options: StateOptions
  readonly ids: readonly string[]
  readonly network: Columns
  readonly providers: Columns
  readonly corridors: readonly (readonly [Corridor, Columns, Columns, readonly (readonly [number, Columns])[]])[]
  readonly regions: readonly (readonly [string, Columns])[]
  readonly weights: readonly number[]
  readonly squares: readonly number[]
  readonly pending: readonly PlainPending[]
}

/** Canonical text of a state. */
export const serialiseState = (state: State): string =>
  JSON.stringify(
    toPlain(
      state,
      state.ids.map((_, row) => row),
    ),
  )

/** Reads what `serialiseState` wrote, from one's own store: nothing is checked but the version. @throws TypeError on another version. */
export function parseState(text: string): State {
  const plain = JSON.parse(text) as Plain
  if (plain.version !== rules.version) throw new TypeError(`state version ${String(plain.version)} is unknown; replay the events instead`)
  return fromPlain(plain)
}

/** An independent copy: what is applied to one does not show in the other. Keep one per block height to roll back to. */
export const copyState = (state: State): State =>
  fromPlain(
    toPlain(
      state,
      state.ids.map((_, row) => row),
    ),
  )

/** A copy that knows these providers only, and no attempts under way: all that ranking among them reads. Unknown ones are left out. */
export function sliceState(state: State, providers: readonly Address[]): State {
  const rows = [...new Set(providers.map((provider) => findProvider(state, provider)))].filter((row) => row !== undefined)
  return fromPlain({
    ...toPlain(
      state,
      rows.sort((left, right) => left - right),
    ),
    pending: [],
  })
}

function toPlain(state: State, rows: readonly number[]): Plain {
  const pick = <name extends string>(table: Table<name>, names: Names<name>) =>
    namesOf(names).map((name) => rows.map((row) => table[name][row] ?? 0))
  const whole = <name extends string>(table: Table<name>, names: Names<name>) => namesOf(names).map((name) => [table[name][0] ?? 0])
  return {
    version: rules.version,
    options: state.options,
    ids: rows.map((row) => state.ids[row] ?? ''),
    network: whole(state.network, networkScalars),
    providers: pick(state.providers, providerColumns),
    corridors: [...state.corridors.values()].map(({ corridor, scalars, rows: table, bands }) => [
      corridor,
      whole(scalars, corridorScalars),
      pick(table, corridorColumns),
      [...bands].sort(([left], [right]) => left - right).map(([band, cells]) => [band, pick(cells, levelColumns)] as const),
    ]),
    regions: [...state.regions].map(([region, table]) => [region, pick(table, dayColumns)]),
    weights: [...state.weights],
    squares: [...state.squares],
    pending: [...state.pending].map(([key, { provider, corridor, amount, payer, pinned, assignedAt, claimedAt, epoch, rate, values }]) => [
      key,
      provider,
      corridor,
      amount,
      payer,
      pinned,
      assignedAt,
      claimedAt,
      epoch,
      rate,
      [...values],
    ]),
  }
}

function fromPlain(plain: Plain): State {
  const state = createState(plain.options)
  for (const id of plain.ids) ensureProvider(state, id as Address)
  fill(state.network, networkScalars, plain.network)
  fill(state.providers, providerColumns, plain.providers)
  for (const [name, scalars, rows, bands] of plain.corridors) {
    const corridor = ensureCorridor(state, name)
    fill(corridor.scalars, corridorScalars, scalars)
    fill(corridor.rows, corridorColumns, rows)
    for (const [band, cells] of bands) fill(ensureBand(state, corridor, band), levelColumns, cells)
  }
  for (const [region, table] of plain.regions) fill(ensureRegion(state, region), dayColumns, table)
  state.weights.set(plain.weights)
  state.squares.set(plain.squares)
  for (const [key, provider, corridor, amount, payer, pinned, assignedAt, claimedAt, epoch, rate, values] of plain.pending) {
    state.pending.set(key, {
      provider,
      corridor,
      amount,
      payer,
      pinned,
      assignedAt,
      claimedAt,
      epoch,
      rate,
      values: Float64Array.from(values),
    })
  }
  return state
}

function fill<name extends string>(table: Table<name>, names: Names<name>, columns: Columns): void {
  for (const [index, name] of namesOf(names).entries()) table[name].set(columns[index] ?? [])
}
