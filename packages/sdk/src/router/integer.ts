/** Exact integer arithmetic in Float64: every operand and result is a safe integer, so every engine gives the same bits. */
import { log2Fractions } from './tables/log2.ts'
import { logits } from './tables/logit.ts'
import { upperQuantiles } from './tables/normal.ts'

/** One, in Q12. */
export const ONE_Q12 = 4_096
/** One, in Q16. */
export const ONE_Q16 = 65_536

/** ⌊a ⁄ b⌋ for safe integers, b > 0. The rounded quotient is off by at most one; the correction makes it exact. */
export function divFloor(a: number, b: number): number {
  const quotient = Math.floor(a / b)
  if (quotient * b > a) return quotient - 1
  return (quotient + 1) * b <= a ? quotient + 1 : quotient
}

/** Clamps to [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}

/** ⌊log2(value)⌋ of a non-negative bigint; 0 for 0 and 1. */
export function log2Floor(value: bigint): number {
  return value <= 1n ? 0 : value.toString(2).length - 1
}

/** log2(value) in Q12, rounded down to 64 steps per doubling; 0 for 0 and 1. */
export function toLog2(value: bigint): number {
  const bits = log2Floor(value)
  const step = Number((value << 6n) >> BigInt(bits)) - 64
  return bits * ONE_Q12 + (log2Fractions[clamp(step, 0, 63)] ?? 0)
}

/** Log-odds in Q12 of a probability in Q16, on straight lines between the table's entries. Flat beyond the first and the last. */
export function toLogit(probability: number): number {
  const offset = clamp(probability - 32, 0, 1_023 * 64) // entries stand in the middle of their 64 values
  const index = divFloor(offset, 64)
  const low = logits[index] ?? 0
  const high = logits[index + 1] ?? low
  return low + divFloor((high - low) * (offset - index * 64), 64)
}

/** The normal quantile in Q12 that 12 bits of a hash (0–4095) draw. */
export function toQuantile(bits: number): number {
  return bits < 2_048 ? -(upperQuantiles[2_047 - bits] ?? 0) : (upperQuantiles[bits - 2_048] ?? 0)
}

/** Largest integer whose square is at most `value`; the correction removes any doubt about the root's last bit. */
export function isqrt(value: number): number {
  let root = Math.floor(Math.sqrt(value))
  while (root * root > value) root -= 1
  while ((root + 1) * (root + 1) <= value) root += 1
  return root
}
