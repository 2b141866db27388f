/** What every world starts from: ordinary days, drawn anew for each seed. */
import type { Random } from '../random.ts'
import type { Draw } from './types.ts'

/** Success of 93–99 %, payouts of half a minute, mild capacity limits, honest gossip: ranges from public statistics of instant-payment rails. */
export function drawBase(random: Random): Draw {
  const { range } = random
  return {
    providers: Math.floor(range(8, 25)),
    corridors: Math.floor(range(3, 7)),
    ordersPerEpoch: Math.floor(range(30, 70)),
    base: { mean: range(2.7, 3.5), provider: range(0.4, 0.8), corridor: range(0.1, 0.35), band: range(0.05, 0.25) },
    drift: { deviation: range(0, 0.1), pull: range(0.01, 0.05) },
    outages: {
      rate: 0,
      epochs: [4, 20],
      nodeShare: range(0.2, 0.5),
      announcedShare: range(0, 0.3),
      chance: [0, 0.08],
    },
    slumps: { rate: 0, epochs: [8, 28], depth: [0.8, 2.2], corridorShare: range(0, 0.4), wholeRail: 0 },
    headroom: range(5, 12),
    capacitySpread: range(0.2, 0.5),
    knee: range(0.85, 1),
    slope: range(6, 16),
    crowds: { count: 0, factor: [3, 5], epochs: [3, 10] },
    runs: { share: 0, epochs: [8, 20], floatEpochs: [20, 60] },
    attack: { share: 0, base: 1.2, wash: 0, liars: 0, onOff: 0, colluders: 0 },
    churn: { leave: 0, join: 0 },
    seconds: [12, 50],
    silentFailures: range(0.05, 0.3),
    payWindow: range(180, 600),
    lag: Math.floor(range(4, 16)),
    stride: Math.floor(range(4, 16)),
    lateEpochs: 0,
    lostOutcomes: 0,
    gossip: { reportLoss: range(0, 0.01), bundleLoss: 0, equivocations: 0 },
    probes: { outage: range(0.75, 0.98), slump: range(0.1, 0.4), noise: range(0.002, 0.03), witnesses: Math.floor(range(5, 10)) },
    hopeless: range(0.002, 0.012),
  }
}
