/** Fractional parts of binary logarithms, Q12: entry i is log2(1 + i ⁄ 64) × 4096. Literals, so that every engine has the same. Written as the steps between the steps from entry to entry. */
import { toSums } from './toSums.ts'

// biome-ignore format: table
export const log2Fractions: readonly number[] = [
  ...toSums(toSums([
    0, 92, -2, -1, -2, 0, -2, -2, 0, -1, -2, -1, 0, -2, -1, -1, 0, -2, 0, -2, 0, -1, -1, -1, 0, -1, -1, -1, 0, -2, 1, -2, 0, -1, 0, -1, -1, 0,
    -1, 0, -1, 0, -1, -1, 0, -1, 0, 0, -1, -1, 1, -2, 0, 0, -1, 0, 0, -1, -1, 1, -2, 1, -1, 0,
  ])),
]
