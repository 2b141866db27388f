/** The committed figures and what counts as worse. */
import type { Measures } from './measure.ts'

/** Figures of one step; of one order where a transaction carries several. Sizes in bytes. */
export type Figures = { readonly gas: number; readonly calldata: number; readonly l1Size: number }
/** Figures by step. */
export type Snapshot = Readonly<Record<string, Figures>>

const tolerance = { gas: 1.01, l1Size: 1.05 } as const // how well random bytes happen to compress changes with any hash

/** What is committed, with the two lifecycles added up. */
export function toSnapshot(measures: Measures): Snapshot {
  const steps = Object.fromEntries(Object.entries(measures).map(([step, { gas, calldata, l1Size }]) => [step, { gas, calldata, l1Size }]))
  return {
    ...steps,
    lifecycle: sum(steps, ['create', 'claim', 'submit']),
    lifecycleBatched: sum(steps, ['create', 'claimBatch', 'submitBatchOne']),
  }
}

/** A sentence per step that is missing or worse than committed: by over 1 % in gas, or by over 5 % in bytes that Base charges for. */
export function compare(committed: Snapshot, measured: Snapshot): readonly string[] {
  const missing = Object.keys(committed).filter((step) => !measured[step])
  const unknown = Object.keys(measured).filter((step) => !committed[step])
  const worse = Object.entries(measured).flatMap(([step, figures]) => {
    const before = committed[step]
    if (!before) return []
    const keys = ['gas', 'l1Size'] as const
    return keys
      .filter((key) => figures[key] > before[key] * tolerance[key])
      .map((key) => `${step}: ${key} ${figures[key]}, committed ${before[key]}`)
  })
  return [...missing.map((step) => `${step}: not measured`), ...unknown.map((step) => `${step}: not in the snapshot`), ...worse]
}

function sum(steps: Snapshot, names: readonly string[]): Figures {
  const total = { gas: 0, calldata: 0, l1Size: 0 }
  for (const name of names) {
    const figures = steps[name]
    if (!figures) throw new Error(`${name} was not measured`)
    total.gas += figures.gas
    total.calldata += figures.calldata
    total.l1Size += figures.l1Size
  }
  return total
}
