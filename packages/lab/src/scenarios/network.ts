/** S10–S12: late and lost outcomes, broken gossip, and many providers. */
import type { Scenario } from './types.ts'

/** Outcomes come up to 100 epochs late, and some never. */
export const delays: Scenario = {
  id: 'S10',
  title: 'delayed and lost outcomes',
  shape: (draw, { range }) => {
    draw.lateEpochs = range(5, 100)
    draw.lostOutcomes = range(0.005, 0.02)
    draw.slumps.rate = 1 / range(80, 200)
    draw.outages.rate = 1 / range(150, 400)
  },
}

/** Reports get lost, epochs stay without a bundle, reporters equivocate, while providers break. */
export const gossip: Scenario = {
  id: 'S11',
  title: 'gossip loss',
  shape: (draw, { range }) => {
    draw.gossip = { reportLoss: range(0.1, 0.3), bundleLoss: range(0.05, 0.3), equivocations: range(0, 0.05) }
    draw.outages.rate = 1 / range(60, 180)
    draw.slumps.rate = 1 / range(100, 250)
  },
}

/** Tens to hundreds of providers for the same traffic: little is known of each. */
export const scale: Scenario = {
  id: 'S12',
  title: 'scale',
  shape: (draw, { range }) => {
    draw.providers = Math.floor(Math.exp(range(Math.log(40), Math.log(160))))
    draw.headroom = range(4, 8)
    draw.outages.rate = 1 / range(150, 400)
  },
}
