/** The conformance kit's vocabulary: what it is given, and what it found. */
import type { Corridor, Recipient } from '@paynode/sdk/protocol'
import type { PspAdapter } from '../payout/psp.ts'
import type { Exchange } from '../payout/transport/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Simulator } from '../simulators/base/types.ts'

/** What the kit opens an adapter with. A restart opens a new one. */
export type AdapterSetup = {
  readonly url: string
  /** Where this adapter's callbacks arrive; everything below this path reaches `adapter.webhook`. */
  readonly webhookUrl: string
  readonly clock: Clock
  readonly timeoutMs: number
  onExchange(exchange: Exchange): void
}

/** An adapter and the simulator that plays its vendor. */
export type ConformanceSubject = {
  readonly name: string
  readonly corridor: Corridor
  /** Everything that must never be seen outside a request: keys, tokens, passwords. */
  readonly secrets: readonly string[]
  startSimulator(options: { readonly clock: Clock }): Promise<Simulator>
  createAdapter(setup: AdapterSetup): PspAdapter
  /** A recipient that no other number has, and its destination as the simulator's ledger spells it. */
  makeRecipient(number: number): { readonly recipient: Recipient; readonly destination: string }
  /** Minor units; what the rail can carry. */
  makeAmount?(number: number): bigint
  /** Further vendors of the corridor, each with a simulator and faults of its own; the rules hold over all of them together. */
  readonly fallbacks?: readonly ConformanceSubject[] | undefined
  /** Whether the vendor has an end between success and failure. */
  readonly canCancel?: boolean | undefined
}

export type ConformanceOptions = {
  readonly scripts?: number | undefined
  /** The first script's seed; the others follow it. */
  readonly seed?: number | undefined
}

/** A broken rule, with the seed that breaks it. */
export type Violation = { readonly seed: number; readonly rule: string; readonly detail: string }

/** What came of a run. */
export type ConformanceReport = {
  readonly scripts: number
  readonly payouts: number
  readonly kills: number
  readonly submissions: number
  /** Payouts that another PSP was asked to make after one had failed them. */
  readonly failovers: number
  /** How the orders ended. */
  readonly ends: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
}
