/** What a scenario decides: how the world's parameters are drawn, never what they are. */
import type { Random } from '../random.ts'

/** Low and high end of a range; each provider, or each world, draws its own value. */
export type Range = readonly [low: number, high: number]

/** The parameters of one world, drawn from a scenario's ranges by a seed. Rates are per provider and epoch; depths are log-odds. */
export type Draw = {
  providers: number
  corridors: number
  ordersPerEpoch: number
  /** Log-odds of success: mean over providers and deviations by provider, corridor, amount band. */
  base: { mean: number; provider: number; corridor: number; band: number }
  /** Ornstein–Uhlenbeck: stationary deviation and pull per epoch. */
  drift: { deviation: number; pull: number }
  outages: { rate: number; epochs: Range; nodeShare: number; announcedShare: number; chance: Range }
  slumps: { rate: number; epochs: Range; depth: Range; corridorShare: number; wholeRail: number }
  /** Capacity of all ÷ orders in flight on an average day. */
  headroom: number
  /** Spread of the providers' capacities, log-normal. */
  capacitySpread: number
  knee: number
  slope: number
  /** Crowds: how many in the run, how many times the usual traffic, for how many epochs. */
  crowds: { count: number; factor: Range; epochs: Range }
  /** Liquidity: share of providers on whose float there is a run, for how many epochs; float in epochs of average traffic. */
  runs: { share: number; epochs: Range; floatEpochs: Range }
  attack: { share: number; base: number; wash: number; liars: number; onOff: number; colluders: number }
  /** Share of the providers that leave, and of those that come, during the run. */
  churn: { leave: number; join: number }
  seconds: Range
  silentFailures: number
  payWindow: number
  lag: number
  stride: number
  lateEpochs: number
  lostOutcomes: number
  gossip: { reportLoss: number; bundleLoss: number; equivocations: number }
  probes: { outage: number; slump: number; noise: number; witnesses: number }
  hopeless: number
}

/** A named family of worlds. */
export type Scenario = {
  readonly id: string
  readonly title: string
  /** Changes what every world starts from. `orders` is the length of the run. */
  shape(draw: Draw, random: Random, orders: number): void
}
