/** Ranks the providers of one order: a pure function of its input, the same on every machine. */
import { type Address, type Hex, keccak256 } from 'viem'
import type { Report } from '../protocol/report.ts'
import { hashInput } from './digest.ts'
import { features } from './features.ts'
import { findExclusion, findGate } from './findExclusion.ts'
import { clamp, divFloor, ONE_Q12 } from './integer.ts'
import { toValues } from './toValues.ts'
import type { Candidate, ExclusionReason, FeatureValue, Gate, RankedProvider, Ranking, RoutingInput } from './types.ts'

/** Largest value of a feature, Q12: with |weight| ≤ 2^20 every product stays below 2^41. */
const LIMIT = 262_144

/** Ranks. Never throws on well-typed input; zero candidates give an empty ranking. Candidates must differ in their provider. */
export function rankProviders(input: RoutingInput): Ranking {
  const candidates = input.candidates
    .map((candidate) => ({ key: candidate.provider.toLowerCase(), candidate }))
    .sort((left, right) => compareText(left.key, right.key))
    .map(({ candidate }) => candidate)
  const excluded: { provider: Address; reason: ExclusionReason }[] = []
  const eligible: { candidate: Candidate; report: Report }[] = []
  for (const candidate of candidates) {
    const reason = findExclusion(input, candidate)
    if (reason) excluded.push({ provider: candidate.provider, reason })
    else if (candidate.report) eligible.push({ candidate, report: candidate.report })
  }
  const bestRate = eligible.reduce((best, { report }) => (report.rate > best ? report.rate : best), 1n)
  const scored = eligible.map(({ candidate, report }): Scored => {
    const ranked = score(input, candidate, report, bestRate)
    const { provider, inFlight } = candidate
    return { ranked, inFlight, capacity: report.capacity, pin: pinOf(input, provider), tail: tails.indexOf(ranked.gate) }
  })
  const lots = new Map<Address, Hex>()
  scored.sort((left, right) => compare(left, right) || compareText(drawLot(input, lots, left), drawLot(input, lots, right)))
  return { ranked: scored.map(({ ranked }) => ranked), excluded, digest: hashInput(input, candidates) }
}

type Scored = {
  readonly ranked: RankedProvider
  readonly inFlight: number
  readonly capacity: number
  readonly pin: number
  readonly tail: number
}

/** Gates from mild to grave: the graver, the nearer the end. */
const tails: readonly (Gate | undefined)[] = [undefined, 'load', 'breaker', 'failedThisOrder']
const FAILED = tails.length - 1

function score(input: RoutingInput, candidate: Candidate, report: Report, bestRate: bigint): RankedProvider {
  const values = toValues(input, candidate, report, bestRate)
  const explained = features.map(({ name, weight }): FeatureValue => {
    const value = clamp(values[name], -LIMIT, LIMIT) + 0 // + 0: no negative zero
    return { name, value, weight, contribution: divFloor(value * weight, ONE_Q12) }
  })
  const total = explained.reduce((sum, { contribution }) => sum + contribution, 0)
  return { provider: candidate.provider, score: total, features: explained, gate: findGate(candidate, report) }
}

/** Who failed this order comes last, pinned or not; then pins, gates, scores; then the emptier one, compared as exact products. */
function compare(left: Scored, right: Scored): number {
  return (
    Number(left.tail === FAILED) - Number(right.tail === FAILED) ||
    left.pin - right.pin ||
    left.tail - right.tail ||
    right.ranked.score - left.ranked.score ||
    left.inFlight * right.capacity - right.inFlight * left.capacity
  )
}

/** The last tie-break: a hash per order, so that no address wins every tie. Only drawn when needed. */
function drawLot({ orderId }: RoutingInput, lots: Map<Address, Hex>, { ranked: { provider } }: Scored): Hex {
  const known = lots.get(provider)
  if (known !== undefined) return known
  const lot = keccak256(`${orderId}${provider.slice(2).toLowerCase()}` as Hex)
  lots.set(provider, lot)
  return lot
}

function pinOf({ pinned }: RoutingInput, provider: Address): number {
  const position = pinned.findIndex((other) => other.toLowerCase() === provider.toLowerCase())
  return position < 0 ? pinned.length : position
}

const compareText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
