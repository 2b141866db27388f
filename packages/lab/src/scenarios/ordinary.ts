/** S1–S5: a world that stands still, drifts, breaks, slumps, or differs by corridor. */
import type { Scenario } from './types.ts'

/** Nothing changes but luck. */
export const stationary: Scenario = {
  id: 'S1',
  title: 'stationary',
  shape: (draw) => {
    draw.drift.deviation = 0
  },
}

/** Every provider's success wanders. */
export const drift: Scenario = {
  id: 'S2',
  title: 'drift',
  shape: (draw, { range }) => {
    draw.drift = { deviation: range(0.5, 1.1), pull: range(0.01, 0.08) }
  },
}

/** Providers die for some epochs, daemon or rail, some of it announced. */
export const outages: Scenario = {
  id: 'S3',
  title: 'outages',
  shape: (draw, { range }) => {
    draw.outages.rate = 1 / range(50, 150)
  },
}

/** Success falls by 0.8 to 2.2 log-odds for a while, sometimes of a whole rail. */
export const flash: Scenario = {
  id: 'S4',
  title: 'flash degradation',
  shape: (draw, { range }) => {
    draw.slumps.rate = 1 / range(40, 110)
    draw.slumps.wholeRail = range(0, 0.3)
  },
}

/** Who is good depends on where the money goes. */
export const corridors: Scenario = {
  id: 'S5',
  title: 'corridor-specific',
  shape: (draw, { range }) => {
    draw.base = { ...draw.base, provider: range(0.2, 0.5), corridor: range(0.7, 1.3) }
    draw.slumps = { ...draw.slumps, rate: 1 / range(120, 300), corridorShare: 1 }
  },
}
