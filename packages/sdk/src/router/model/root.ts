/** The state's digest: a Merkle tree over one leaf per provider, under one leaf for what is shared. Only changed leaves are hashed anew. */
import { concatHex, type Hex, keccak256, stringToBytes } from 'viem'
import { rulesetHash } from '../ruleset.ts'
import {
  corridorColumns,
  corridorScalars,
  dayColumns,
  levelColumns,
  networkScalars,
  type Pending,
  providerColumns,
  type State,
} from './state.ts'
import { at, type Columns, namesOf, type Table } from './table.ts'

/**
 * `keccak(0x02 ‖ shared ‖ tree)`. A leaf is `keccak(0x00 ‖ address ‖ int64s, little-endian)`, a node `keccak(0x01 ‖ left ‖ right)`; an odd
 * node moves up as it is. Equal histories give equal roots.
 */
export function stateRoot(state: State): Hex {
  return keccak256(concatHex(['0x02', hashShared(state), hashTree(state)]))
}

function hashTree(state: State): Hex {
  const { cache, ids } = state
  const [leaves = [], ...above] = cache.tree
  let changed = ids.flatMap((_, row) => (cache.leaves.has(row) ? [] : [row]))
  const pending = changed.length === 0 ? undefined : groupPending(state)
  for (const row of changed) {
    const leaf = hashLeaf(state, row, pending?.get(row) ?? [])
    cache.leaves.add(row)
    leaves[row] = leaf
  }
  const tree = [leaves]
  for (let level = 0; (tree[level]?.length ?? 0) > 1; level++) {
    const below = tree[level] ?? []
    const nodes = above[level] ?? []
    changed = [...new Set(changed.map((index) => Math.floor(index / 2)))]
    for (const index of changed) {
      const [left, right] = [below[index * 2] ?? '0x', below[index * 2 + 1]]
      nodes[index] = right === undefined ? left : keccak256(concatHex(['0x01', left, right]))
    }
    tree.push(nodes)
  }
  cache.tree = tree
  return tree.at(-1)?.[0] ?? '0x'
}

/** By provider, in order of assignment. */
function groupPending({ pending }: State): ReadonlyMap<number, readonly (readonly [string, Pending])[]> {
  const groups = new Map<number, [string, Pending][]>()
  for (const entry of pending) {
    const group = groups.get(entry[1].provider)
    if (group) group.push(entry)
    else groups.set(entry[1].provider, [entry])
  }
  return groups
}

function hashLeaf(state: State, row: number, pending: readonly (readonly [string, Pending])[]): Hex {
  const { providers, corridors, regions, ids } = state
  const numbers: number[] = []
  push(numbers, 0, providers, providerColumns, row)
  let place = 1
  for (const { rows, bands } of corridors.values()) {
    push(numbers, place, rows, corridorColumns, row)
    for (const band of [...bands.keys()].sort((left, right) => left - right)) {
      const cells = bands.get(band)
      if (cells) push(numbers, place + 1 + band, cells, levelColumns, row)
    }
    place += 16
  }
  for (const region of regions.values()) push(numbers, place++, region, dayColumns, row)
  const attempts = pending.map(([key, { corridor, payer, pinned, amount, assignedAt, claimedAt, epoch, rate, values }]) => {
    return [key, corridor, payer, pinned, amount, assignedAt, claimedAt, epoch, rate, [...values]]
  })
  return hash('0x00', `${ids[row]}${attempts.length === 0 ? '' : JSON.stringify(attempts)}`, numbers)
}

/** A table's row behind its place; rows of zeros are left out. */
function push<name extends string>(numbers: number[], place: number, table: Table<name>, names: Columns<name>, row: number): void {
  const values = namesOf(names).map((name) => at(table[name], row) + 0)
  if (values.some((value) => value !== 0)) numbers.push(place, ...values)
}

function hashShared({ options, network, corridors, regions, weights, squares }: State): Hex {
  const numbers = [
    options.epochSeconds,
    options.tokenDecimals,
    ...namesOf(networkScalars).map((name) => at(network[name], 0)),
    ...weights,
    ...squares,
  ]
  for (const { scalars, bands } of corridors.values()) {
    numbers.push(...namesOf(corridorScalars).map((name) => at(scalars[name], 0)), ...[...bands.keys()].sort((left, right) => left - right))
  }
  return hash('0x00', `${rulesetHash}${JSON.stringify([[...corridors.keys()], [...regions.keys()]])}`, numbers)
}

function hash(prefix: Hex, text: string, numbers: readonly number[]): Hex {
  const bytes = new Uint8Array(numbers.length * 8)
  const view = new DataView(bytes.buffer)
  for (const [index, value] of numbers.entries()) {
    const high = Math.floor(value / 4_294_967_296)
    view.setUint32(index * 8, value - high * 4_294_967_296, true)
    view.setInt32(index * 8 + 4, high, true)
  }
  return keccak256(concatHex([prefix, keccak256(stringToBytes(text)), keccak256(bytes)]))
}
