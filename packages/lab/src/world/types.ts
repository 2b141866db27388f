/** The world: what is true of providers and orders, and what of it stands on the chain and in the bundles. */

export type Hex = `0x${string}`

/** A window of epochs, `from` inclusive, `to` exclusive. */
export type Spell = { readonly from: number; readonly to: number }
/** Log-odds taken off a provider's success in a window; in one corridor, or everywhere when undefined. */
export type Slump = Spell & { readonly depth: number; readonly corridor: number | undefined }
/** `node`: the daemon is gone, so it claims nothing and fails every probe. `rail`: it claims and its payouts fail. */
export type Outage = Spell & { readonly kind: 'node' | 'rail'; readonly announced: boolean; readonly chance: number }

/** What is true of a provider. Policies never see it; the oracle does. */
export type ProviderTruth = {
  readonly address: Hex
  /** Per corridor: whether it serves it. */
  readonly serves: readonly boolean[]
  /** Log-odds of success, by corridor and by amount band. */
  readonly base: number
  readonly byCorridor: readonly number[]
  readonly byBand: readonly number[]
  /** Drift added per epoch, log-odds. */
  readonly drift: Float64Array
  readonly slumps: readonly Slump[]
  readonly outages: readonly Outage[]
  /** Epochs in which it is registered. */
  readonly life: Spell
  /** Orders it can carry, and what it says it can. */
  readonly capacity: number
  readonly declaredCapacity: number
  /** Margin below the mid rate, basis points. */
  readonly marginBps: number
  /** Median seconds from claim to settlement. */
  readonly seconds: number
  readonly rttMs: number
  /** Float per corridor right after a refill, in units of money; refilled every `refillEpochs`. */
  readonly float: number
  readonly refillEpochs: number
  /** A run on its float: no refill in these epochs. */
  readonly dry: readonly Spell[]
  readonly stake: number
  /** Reports an empty queue and a deep purse whatever is true. */
  readonly liar: boolean
  readonly attacker: boolean
}

/** An order. `washes` names the provider that bought it from itself through a sock puppet. */
export type WorldOrder = {
  readonly index: number
  readonly id: Hex
  /** Seconds since the start. */
  readonly at: number
  readonly corridor: number
  readonly band: number
  /** Units of money. */
  readonly amount: number
  readonly payer: Hex
  readonly washes: number | undefined
  /** The recipient's account does not exist: every provider fails, through no fault of its own. */
  readonly hopeless: boolean
}

/** How the world treats everybody. */
export type WorldRules = {
  /** What the providers' log-odds and their drifts were drawn from. Only `told` may read these two. */
  readonly base: { readonly mean: number; readonly provider: number; readonly corridor: number; readonly band: number }
  readonly drift: { readonly deviation: number; readonly pull: number }
  /** Load above `knee` × capacity costs `slope` log-odds per unit. */
  readonly knee: number
  readonly slope: number
  /** Share of failures that only show when the pay window ends. */
  readonly silentFailures: number
  readonly payWindow: number
  /** Blocks until an outcome may be learned from, and the stride in which models advance. */
  readonly lag: number
  readonly stride: number
  /** Outcomes come up to this many epochs late; this share never comes. */
  readonly lateEpochs: number
  readonly lostOutcomes: number
  /** Share of reports that never arrive, of epochs without an agreed bundle, of reports dropped as equivocation. */
  readonly reportLoss: number
  readonly bundleLoss: number
  readonly equivocations: number
  /** Chance that a probe sees a rail outage, a deep slump; that it fails for no reason. */
  readonly probeOutage: number
  readonly probeSlump: number
  readonly probeNoise: number
  readonly witnesses: number
  /** Witnesses that praise attackers and denounce everybody else. */
  readonly colluders: number
}

/** A whole world, fixed by its seed whichever policy runs in it. */
export type World = {
  readonly scenario: string
  readonly seed: number
  readonly epochs: number
  readonly corridors: readonly string[]
  readonly bands: number
  readonly providers: readonly ProviderTruth[]
  readonly orders: readonly WorldOrder[]
  readonly rules: WorldRules
}

/** Seconds per epoch and per block. */
export const EPOCH_SECONDS = 60
export const BLOCK_SECONDS = 2
/** Seconds that the top rank may claim alone. */
export const TURN_SECONDS = 6
