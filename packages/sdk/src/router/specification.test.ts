/**
 * Another implementation of docs/routing.md, from values to a rank, in BigInt and from the page alone: it imports nothing of the router.
 * Its tables are computed from their definitions, its features are read from the published table.
 */
import { readFileSync } from 'node:fs'
import { concatHex, type Hex, keccak256 } from 'viem'
import { describe, expect, test } from 'vitest'

type Entry = {
  readonly provider: Hex
  readonly outcomes: number
  readonly values: readonly number[]
  readonly weights: readonly number[]
  readonly gate: string | null
  readonly explored: boolean
  readonly rate: number
  readonly score: number
}
type Case = { readonly orderId: Hex; readonly seed: Hex; readonly ranked: readonly Entry[] }
const { rankings } = JSON.parse(readFileSync(new URL('./vectors/rankings.json', import.meta.url), 'utf8')) as {
  readonly rankings: readonly Case[]
}

const columns = readFileSync(new URL('../../../../docs/routing-features.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
const names = columns.map((cells) => cells[2]?.replaceAll('`', '') ?? '')
const enters = columns.map((cells) => cells[8])

const S = Array.from({ length: 257 }, (_, index) => BigInt(Math.round(65_536 / (1 + Math.exp(-index / 32)))))
const MASK = 2n ** 32n - 1n
const floor = (a: bigint, b: bigint) => (a >= 0n ? a / b : -((-a + b - 1n) / b))

function sigma(x: bigint): bigint {
  const size = x < 0n ? -x : x
  const a = size < 32_767n ? size : 32_767n
  const i = a / 128n
  const low = S[Number(i)] ?? 0n
  const u = low + floor(((S[Number(i) + 1] ?? low) - low) * (a - 128n * i), 128n)
  return x >= 0n ? u : 65_536n - u
}

function root(value: bigint): bigint {
  let r = 0n
  for (let bit = 2n ** 40n; bit > 0n; bit /= 2n) if ((r + bit) * (r + bit) <= value) r += bit
  return r
}

function mix(x: bigint, y: bigint): bigint {
  let z = (x + y) & MASK
  z = ((z ^ (z >> 16n)) * 0x85ebca6bn) & MASK
  z = ((z ^ (z >> 13n)) * 0xc2b2ae35n) & MASK
  return z ^ (z >> 16n)
}

/** Φ⁻¹ by bisection of the integral of the density (Simpson's rule). */
function toQuantile(probability: number): number {
  const below = (x: number) => {
    const steps = 400
    const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
    let sum = density(0) + density(x)
    for (let index = 1; index < steps; index++) sum += density((x * index) / steps) * (index % 2 ? 4 : 2)
    return 0.5 + (sum * x) / steps / 3
  }
  let [low, high] = [0, 6]
  for (let index = 0; index < 60; index++) {
    const middle = (low + high) / 2
    if (below(middle) < probability) low = middle
    else high = middle
  }
  return low * 4_096
}

const sumOf = (entry: Entry, which: string, exact: boolean) => {
  const terms = entry.values.flatMap((value, index) => (enters[index] === which ? [BigInt(value) * BigInt(entry.weights[index] ?? 0)] : []))
  return exact
    ? floor(
        terms.reduce((sum, term) => sum + term, 0n),
        4_096n,
      )
    : terms.reduce((sum, term) => sum + floor(term, 4_096n), 0n)
}
const word = (hex: Hex, place: number) => BigInt(`0x${hex.slice(2 + place * 8, 10 + place * 8)}`)
const lotOf = ({ seed, orderId }: Case, provider: Hex) => {
  const h = keccak256(concatHex([seed, orderId]))
  return mix(mix(word(h, 0), word(provider, 4)), mix(word(h, 1), word(provider, 0)))
}

test('the vectors have something to say', () => {
  expect(rankings.reduce((sum, { ranked }) => sum + ranked.length, 0)).toBeGreaterThan(100)
  expect([names.length, enters.filter((kind) => kind === 'key').length]).toEqual([43, 3])
  expect(rankings.some(({ seed }) => seed === '0x')).toBe(true)
})

describe.each(rankings.map((one, index) => ({ index, one })))('ranking $index', ({ one }) => {
  test.each(one.ranked)('$provider: rate, draw and key', (entry) => {
    const rate = sigma(floor(sumOf(entry, 'score', true), 16n))
    expect(Number(rate)).toBe(entry.rate)
    const spread = floor(rate * (65_536n - rate), 65_536n)
    const deviation = root(floor(spread * 2n ** 24n, BigInt(entry.outcomes) + 12n * 65_536n))
    const bits = Number(lotOf(one, entry.provider) % 1_024n)
    const index = bits < 512 ? 511 - bits : bits - 512
    const quantile = toQuantile(0.5 + (index + 0.5) / 1_024) * (bits < 512 ? -1 : 1)
    const drawn = one.seed === '0x' ? 0 : (Number(deviation) * quantile) / 4_096
    // The table's entries are rounded, the spec's quantile is not.
    expect(Math.abs((entry.values[names.indexOf('exploration')] ?? 0) - drawn)).toBeLessThanOrEqual(1.2)
    expect(Number(rate + sumOf(entry, 'key', false))).toBe(entry.score)
  })

  test('order: gates, keys, lots', () => {
    const gates = [null, 'maintenance', 'breaker', 'load', 'probes', 'failedThisOrder']
    const [first, ...others] = one.ranked
    const rest = first?.explored ? others : one.ranked
    for (const [place, entry] of rest.entries()) {
      const next = rest[place + 1]
      if (!next) continue
      const [here, there] = [gates.indexOf(entry.gate), gates.indexOf(next.gate)]
      expect(here <= there).toBe(true)
      if (here === there && entry.gate !== 'load') expect(entry.score >= next.score).toBe(true)
    }
  })
})
