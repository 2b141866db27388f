/** Quantiles of a stream in one number: a step up for a larger sample, a step down for a smaller one, in the quantile's proportion. */
import { shift, toLog2 } from '../integer.ts'
import { rules } from '../rules.ts'
import { at } from './table.ts'

/** Moves a tracker of log2(1 + sample) (Q12, 0 = nothing seen) by one sample. `percent` is the quantile. */
export function track(column: Float64Array, row: number, sample: number, percent: number): void {
  const value = toLog2(1 + (sample > 0 ? sample : 0)) + 1 // + 1: never 0, which means unknown
  const known = at(column, row)
  if (known === 0) column[row] = value
  else if (value > known) column[row] = known + shift(rules.quantileStep * percent, 128)
  else if (value < known) column[row] = Math.max(1, known - shift(rules.quantileStep * (100 - percent), 128))
}
