/** What the chain and the floats hold at a moment: orders in flight, bonds, money left. */
import type { World, WorldOrder } from '../world/types.ts'

/** Mutable books of a run. */
export type Ledger = {
  readonly inFlight: Int32Array
  readonly bonds: Float64Array
  readonly float: Float64Array
  /** Takes the bond and the money. */
  claim(provider: number, order: WorldOrder): void
  /** Frees the bond; the money is gone or comes back. */
  finish(provider: number, order: WorldOrder, settled: boolean): void
  /** Refills the floats that are due in an epoch; drains those on which there is a run. */
  refill(epoch: number): void
}

/** Share of an order's amount that a claim locks as a bond. */
const BOND = 0.1

/** What a run leaves of a float per epoch. */
const RUN = 0.6

/** Opens the books with full floats. */
export function createLedger({ providers, corridors }: World): Ledger {
  const width = corridors.length
  const inFlight = new Int32Array(providers.length)
  const bonds = new Float64Array(providers.length)
  const float = new Float64Array(providers.length * width)
  const add = (values: Float64Array | Int32Array, index: number, value: number) => {
    values[index] = (values[index] ?? 0) + value
  }
  providers.forEach((provider, index) => {
    float.fill(provider.float, index * width, (index + 1) * width)
  })
  return {
    inFlight,
    bonds,
    float,
    claim: (provider, order) => {
      add(inFlight, provider, 1)
      add(bonds, provider, order.amount * BOND)
      add(float, provider * width + order.corridor, -order.amount)
    },
    finish: (provider, order, settled) => {
      add(inFlight, provider, -1)
      add(bonds, provider, -order.amount * BOND)
      if (!settled) add(float, provider * width + order.corridor, order.amount)
    },
    refill: (epoch) => {
      providers.forEach(({ refillEpochs, dry, float: full }, index) => {
        const dried = dry.some(({ from, to }) => epoch >= from && epoch < to)
        for (let cell = index * width; cell < (index + 1) * width; cell++) {
          if (dried) float[cell] = (float[cell] ?? 0) * RUN
          else if (epoch % refillEpochs === 0) float[cell] = full
        }
      })
    },
  }
}
