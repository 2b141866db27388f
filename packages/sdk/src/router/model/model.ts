/** The learned state: a fold over outcomes in chain order. Every daemon that replays the same outcomes holds the same bytes. */
import { type Address, type Hex, keccak256, stringToHex } from 'viem'
import type { Corridor } from '../../protocol/corridor.ts'
import type { FailureCause } from '../../protocol/order.ts'
import { type Counters, countOutcome, createCounters, toRate } from './counters.ts'

/** One finished attempt, from `OrderSettled` or `OrderFailed`. */
export type Outcome = {
  readonly provider: Address
  readonly corridor: Corridor
  readonly success: boolean
  readonly cause: FailureCause
  readonly block: number
  readonly payer: Address
}

/** What is remembered of one provider. */
export type ProviderModel = { readonly overall: Counters; readonly cells: Map<Corridor, Counters>; consecutiveFailures: number }

/** The state of the router's memory. Mutated by `applyOutcome` only. */
export type Model = {
  readonly providers: Map<string, ProviderModel>
  readonly corridors: Map<Corridor, Counters>
  readonly global: Counters
  outcomes: number
}

/** What ranking reads of a provider. Rates are Q16, shrunk cell → provider → corridor → global → prior. */
export type ProviderStats = {
  readonly cellSlow: number
  readonly cellFast: number
  readonly overallSlow: number
  readonly overallFast: number
  /** Decayed number of outcomes seen in this corridor, Q16. */
  readonly evidence: number
  readonly consecutiveFailures: number
}

/** Prior success rate, Q16: 0.9, what a payment network without history may expect. */
const PRIOR = 58_982

/** A model that has seen nothing. */
export function createModel(): Model {
  return { providers: new Map(), corridors: new Map(), global: createCounters(), outcomes: 0 }
}

/** Learns from one outcome. The recipient's and the payer's mistakes do not hurt a provider. */
export function applyOutcome(model: Model, outcome: Outcome): void {
  if (!outcome.success && (outcome.cause === 'recipientRejected' || outcome.cause === 'unclaimed')) return
  const provider = getOr(model.providers, outcome.provider.toLowerCase(), () => ({
    overall: createCounters(),
    cells: new Map(),
    consecutiveFailures: 0,
  }))
  const cell = getOr(provider.cells, outcome.corridor, createCounters)
  const corridor = getOr(model.corridors, outcome.corridor, createCounters)
  for (const counters of [provider.overall, cell, corridor, model.global]) countOutcome(counters, outcome.success)
  provider.consecutiveFailures = outcome.success ? 0 : provider.consecutiveFailures + 1
  model.outcomes += 1
}

/** A provider's rates in a corridor. An unknown provider has its corridor's. */
export function getProviderStats(model: Model, provider: Address, corridor: Corridor): ProviderStats {
  const none = createCounters()
  const known = model.providers.get(provider.toLowerCase())
  const overall = known?.overall ?? none
  const cell = known?.cells.get(corridor) ?? none
  const everyone = model.corridors.get(corridor) ?? none
  const global = toRate(model.global.slowSuccess, model.global.slowTotal, PRIOR, 20)
  const base = toRate(everyone.slowSuccess, everyone.slowTotal, global, 20)
  const overallSlow = toRate(overall.slowSuccess, overall.slowTotal, base, 10)
  const cellSlow = toRate(cell.slowSuccess, cell.slowTotal, overallSlow, 10)
  const overallFast = toRate(overall.fastSuccess, overall.fastTotal, overallSlow, 4)
  const cellFast = toRate(cell.fastSuccess, cell.fastTotal, cellSlow, 4)
  return { cellSlow, cellFast, overallSlow, overallFast, evidence: cell.slowTotal, consecutiveFailures: known?.consecutiveFailures ?? 0 }
}

/** Digest of the model: equal histories give equal digests, whatever the order of map insertion. */
export function hashModel(model: Model): Hex {
  const row = (counters: Counters) => [counters.fastSuccess, counters.fastTotal, counters.slowSuccess, counters.slowTotal]
  const sorted = <value>(map: Map<string, value>) => [...map].sort(([left], [right]) => (left < right ? -1 : 1))
  const providers = sorted(model.providers).map(([id, { overall, cells, consecutiveFailures }]) => [
    id,
    row(overall),
    sorted(cells).map(([corridor, counters]) => [corridor, row(counters)]),
    consecutiveFailures,
  ])
  const corridors = sorted(model.corridors).map(([corridor, counters]) => [corridor, row(counters)])
  return keccak256(stringToHex(JSON.stringify([providers, corridors, row(model.global), model.outcomes])))
}

function getOr<key, value>(map: Map<key, value>, key: key, create: () => value): value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = create()
  map.set(key, made)
  return made
}
