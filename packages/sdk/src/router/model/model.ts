/** The learned state: a fold over outcomes in chain order. Every daemon that replays the same outcomes holds the same bytes. */
import { type Address, type Hex, keccak256, stringToHex } from 'viem'
import type { Corridor } from '../../protocol/corridor.ts'
import type { FailureCause } from '../../protocol/order.ts'
import { type Counters, countOutcome, createCounters, shrink, toFastRate, toSlowRate } from './counters.ts'
import { serialiseModel } from './serialise.ts'

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

/** The state of the router's memory. Mutated by `applyOutcome` only. Providers are keyed by lower-case address. */
export type Model = {
  readonly providers: Map<string, ProviderModel>
  readonly corridors: Map<Corridor, Counters>
  readonly global: Counters
  outcomes: number
}

/** What ranking reads of a provider: counters that already hold the imagined outcomes of the levels above. */
export type ProviderStats = {
  /** This provider in this corridor, shrunk to `overall`. */
  readonly cell: Counters
  /** This provider everywhere, shrunk to the corridor, the network and the prior. */
  readonly overall: Counters
  readonly consecutiveFailures: number
}

/** Before anything is known: nine of ten payouts succeed. Q16. */
export const PRIOR = 58_982
/** Imagined outcomes per level. Part of the ruleset. */
export const shrinkage = {
  global: { fast: 10, slow: 20 },
  corridor: { fast: 10, slow: 20 },
  provider: { fast: 6, slow: 10 },
  cell: { fast: 6, slow: 10 },
} as const

/** A model that has seen nothing. */
export function createModel(): Model {
  return { providers: new Map(), corridors: new Map(), global: createCounters(), outcomes: 0 }
}

/**
 * Learns from one outcome. The recipient's and the payer's mistakes do not hurt a provider, and a success that a provider
 * bought from itself does not help it.
 */
export function applyOutcome(model: Model, outcome: Outcome): void {
  const { success, cause } = outcome
  if (!success && (cause === 'recipientRejected' || cause === 'unclaimed')) return
  const id = outcome.provider.toLowerCase()
  if (success && outcome.payer.toLowerCase() === id) return
  const provider = getOr(model.providers, id, () => ({ overall: createCounters(), cells: new Map(), consecutiveFailures: 0 }))
  const cell = getOr(provider.cells, outcome.corridor, createCounters)
  const corridor = getOr(model.corridors, outcome.corridor, createCounters)
  for (const counters of [provider.overall, cell, corridor, model.global]) countOutcome(counters, success)
  provider.consecutiveFailures = success ? 0 : provider.consecutiveFailures + 1
  model.outcomes += 1
}

/** A provider's counters in a corridor, shrunk cell → provider → corridor → global → prior. An unknown provider has its corridor's rates. */
export function getProviderStats(model: Model, provider: Address, corridor: Corridor): ProviderStats {
  const none = createCounters()
  const known = model.providers.get(provider.toLowerCase())
  const global = shrink(model.global, PRIOR, shrinkage.global)
  const base = shrink(model.corridors.get(corridor) ?? none, toSlowRate(global), shrinkage.corridor)
  const overall = shrink(known?.overall ?? none, toSlowRate(base), shrinkage.provider)
  // A provider in trouble elsewhere is not trusted here on old merit.
  const cell = shrink(known?.cells.get(corridor) ?? none, toSlowRate(overall), shrinkage.cell, toFastRate(overall))
  return { cell, overall, consecutiveFailures: known?.consecutiveFailures ?? 0 }
}

/** Digest of the model: equal histories give equal digests, whatever the order of map insertion. */
export function hashModel(model: Model): Hex {
  return keccak256(stringToHex(serialiseModel(model)))
}

function getOr<key, value>(map: Map<key, value>, key: key, create: () => value): value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = create()
  map.set(key, made)
  return made
}
