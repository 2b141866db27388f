/** S6–S9: too little capacity, liars and washers, newcomers and leavers, and all of it at once. */
import type { Scenario } from './types.ts'

/** Tight capacity, a crowd, or a run on the floats: each seed draws one of them. */
export const capacity: Scenario = {
  id: 'S6',
  title: 'capacity',
  shape: (draw, { range, below }) => {
    draw.capacitySpread = range(0.4, 0.9)
    const variant = below(3)
    if (variant === 0) draw.headroom = range(1.3, 2)
    if (variant === 1) {
      const peak = range(3, 5)
      draw.crowds = { count: 1 + below(3), factor: [peak * 0.8, peak], epochs: [3, 10] }
      draw.headroom = peak * range(1.1, 1.5)
    }
    if (variant === 2) draw.runs = { share: range(0.2, 0.5), epochs: [8, 25], floatEpochs: [2, 8] }
  },
}

/** Poor providers that report ease, buy their own orders, turn bad once trusted, and whose friends witness for them. */
export const gaming: Scenario = {
  id: 'S7',
  title: 'gaming',
  shape: (draw, random) => {
    const { range } = random
    draw.attack = {
      share: range(0.1, 0.32),
      base: range(0.6, 1.8),
      wash: [0.01, 0.05, 0.2][random.below(3)] ?? 0.05,
      liars: range(0.7, 1),
      onOff: range(0, 0.6),
      colluders: random.below(3),
    }
  },
}

/** Providers come with no history and others leave. */
export const churn: Scenario = {
  id: 'S8',
  title: 'cold start and churn',
  shape: (draw, { range }) => {
    draw.churn = { leave: range(0.1, 0.4), join: range(0.2, 0.5) }
  },
}

/** Everything at once, each thing milder than alone. */
export const mixed: Scenario = {
  id: 'S9',
  title: 'mixed',
  shape: (draw, random, orders) => {
    const { range } = random
    outagesAndSlumps(draw, range(100, 250), range(80, 200))
    draw.drift = { deviation: range(0.3, 0.7), pull: range(0.01, 0.06) }
    draw.base.corridor = range(0.3, 0.7)
    draw.headroom = range(2.5, 5)
    draw.crowds = { count: Math.round(orders / 6_000) + random.below(2), factor: [1.4, 2], epochs: [3, 8] }
    draw.churn = { leave: range(0, 0.2), join: range(0, 0.3) }
    draw.runs = { share: range(0, 0.2), epochs: [8, 20], floatEpochs: [5, 20] }
    draw.gossip = { reportLoss: range(0, 0.05), bundleLoss: range(0, 0.05), equivocations: 0 }
  },
}

function outagesAndSlumps(draw: Parameters<Scenario['shape']>[0], outageEvery: number, slumpEvery: number): void {
  draw.outages.rate = 1 / outageEvery
  draw.slumps.rate = 1 / slumpEvery
}
