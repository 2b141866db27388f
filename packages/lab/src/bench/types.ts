/** What the benchmark is asked, runs and finds. */
import type { Estimate } from '../metrics/bootstrap.ts'
import type { Tally } from '../metrics/types.ts'

/** What to run. */
export type BenchPlan = {
  readonly scenarios: readonly string[]
  /** First and last seed. */
  readonly seeds: readonly [number, number]
  /** Genuine orders per world. */
  readonly orders: number
  /** Parts of policies' names; all of them when empty. */
  readonly policies: readonly string[]
  /** Worker threads; 0 runs here. */
  readonly threads: number
}

/** One world: every policy that is asked for runs in it. */
export type Task = { readonly scenario: string; readonly seed: number; readonly orders: number; readonly policies: readonly string[] }
/** What came of a world, by policy. */
export type TaskResult = Omit<Task, 'policies'> & { readonly tallies: Readonly<Record<string, Tally>> }

/** One policy in one scenario over all seeds. Rates are shares, regret is a share of orders. */
export type Row = {
  readonly scenario: string
  readonly policy: string
  readonly first: Estimate
  readonly final: Estimate
  readonly regret: Estimate
  readonly ceiling: number
  readonly unrouted: number
  readonly attempts: number
  readonly costBps: number
  readonly seconds: number
  /** Outages counted, and epochs: mean and 95th percentile; null where there were none. */
  readonly outages: number
  readonly detectMean: number | null
  readonly detectP95: number | null
  readonly readmitMean: number | null
  readonly attackerShare: number | null
}

/** Regret summed over S1–S9, percentage points. */
export type Total = { readonly policy: string; readonly regret: Estimate }

/** A promise of the design and what came out. `met` is null when the run does not cover it. */
export type Target = {
  readonly name: string
  readonly target: string
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly met: boolean | null
  readonly note: string
}

/** Wall times of decisions and of replay on this machine: the only part that is not a function of the seeds. */
export type Speed = {
  /** Milliseconds. `firstMs`, the median of the first decisions of a corridor and amount band in an epoch, which refresh every provider, is not in the others. */
  readonly decisions: readonly {
    readonly providers: number
    readonly firstMs: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly p999Ms: number
  }[]
  readonly replayPerSecond: number
}

/** Everything that the benchmark found. */
export type BenchResult = {
  readonly plan: Omit<BenchPlan, 'threads'>
  readonly rows: readonly Row[]
  readonly totals: readonly Total[]
  readonly targets: readonly Target[]
  readonly speed: Speed
}
