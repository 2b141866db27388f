/** What a transaction costs Base beside its gas: the size by which the OP stack charges for L1 data since Fjord. */
import { type Hex, hexToBytes } from 'viem'

const table = 8192 // entries of FastLZ's hash table
const reach = 8191 // furthest match

/**
 * Bytes that Fjord's formula charges for a signed transaction: max(100, −42.5856 + 0.8365 · fastLz).
 * @see https://specs.optimism.io/protocol/fjord/exec-engine.html
 */
export function estimateL1Size(transaction: Hex): number {
  return Math.max(100, -42.5856 + 0.8365 * measureFastLz(hexToBytes(transaction)))
}

/** Length that FastLZ (level 1) would compress `input` to; nothing is compressed. */
export function measureFastLz(input: Uint8Array): number {
  const heads = new Uint32Array(table)
  const word = (at: number) => (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16)
  const hash = (value: number) => (Math.imul(value, 2654435769) >>> 19) & (table - 1)
  const limit = input.length < 13 ? 0 : input.length - 13
  let anchor = 0 // first byte not yet written
  let total = 0
  let at = 2
  while (at < limit) {
    const slot = hash(word(at))
    const match = heads[slot] ?? 0
    heads[slot] = at
    if (at - match > reach || word(at) !== word(match)) {
      at += 1
      continue
    }
    if (at + 1 >= limit) break
    if (at > anchor) total += literalsLength(at - anchor)
    const length = matchLength(input, match + 3, at + 3, limit + 9)
    total += copyLength(length)
    at += length
    for (let i = 0; i < 2; i += 1, at += 1) heads[hash(word(at))] = at
    anchor = at
  }
  return total + literalsLength(input.length - anchor)
}

/** Runs of at most 32 literal bytes, each behind one control byte. */
function literalsLength(count: number): number {
  return 33 * Math.floor(count / 32) + (count % 32 === 0 ? 0 : (count % 32) + 1)
}

function matchLength(input: Uint8Array, from: number, to: number, end: number): number {
  let length = 0
  while (to + length < end) {
    const equal = input[from + length] === input[to + length]
    length += 1
    if (!equal) break
  }
  return length
}

/** A copy takes two bytes up to 8, three up to 262 bytes. */
function copyLength(length: number): number {
  const rest = length - 1
  return 3 * Math.floor(rest / 262) + (rest % 262 >= 6 ? 3 : 2)
}
