/** Exact integer arithmetic in Float64: every operand and result is a safe integer, so every engine gives the same bits. */
import { log2Fractions } from './tables/log2.ts'
import { upperLogits } from './tables/logit.ts'
import { upperQuantiles } from './tables/normal.ts'
import { sigmoids } from './tables/sigmoid.ts'

/** One, in Q12. */
export const ONE_Q12 = 4_096
/** One, in Q16. */
export const ONE_Q16 = 65_536
/** Largest integer that Float64 counts without gaps. */
export const MAX_SAFE = 9_007_199_254_740_991

/** ⌊a ⁄ b⌋ for safe integers, b > 0. The rounded quotient is off by at most one; the correction makes it exact. */
export function divFloor(a: number, b: number): number {
  const quotient = Math.floor(a / b)
  if (quotient * b > a) return quotient - 1
  return (quotient + 1) * b <= a ? quotient + 1 : quotient
}

/** ⌊a ⁄ b⌋ for safe integers where b is a power of two: exact without a correction. */
export function shift(a: number, b: number): number {
  return Math.floor(a / b)
}

/** Clamps to [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}

/** log2(value) in Q12 of a non-negative safe integer, rounded down to 64 steps per doubling; 0 for 0 and 1. */
export function toLog2(value: number): number {
  if (value <= 1) return 0
  let bits = 0
  let rest = value // becomes value ⁄ 2^bits: dividing by two is exact
  while (rest >= 65_536) {
    rest /= 65_536
    bits += 16
  }
  while (rest >= 2) {
    rest /= 2
    bits += 1
  }
  return bits * ONE_Q12 + (log2Fractions[Math.floor(rest * 64) - 64] ?? 0)
}

/** Log-odds in Q12 of a probability in Q16, on straight lines between the table's entries. Flat beyond the first and the last. */
export function toLogit(probability: number): number {
  const offset = clamp(probability - 32, 0, 1_023 * 64) // entries stand in the middle of their 64 values
  const index = Math.floor(offset / 64)
  const low = logitAt(index)
  const high = logitAt(index < 1_023 ? index + 1 : index)
  return low + Math.floor(((high - low) * (offset - index * 64)) / 64)
}

const logitAt = (index: number) => (index < 512 ? 0 - (upperLogits[511 - index] ?? 0) : (upperLogits[index - 512] ?? 0))

/** Probability in Q16 of log-odds in Q12, on straight lines between the table's entries; flat beyond ±8. */
export function toProbability(logit: number): number {
  const distance = clamp(logit < 0 ? -logit : logit, 0, 32_767)
  const index = Math.floor(distance / 128)
  const low = sigmoids[index] ?? 0
  const high = sigmoids[index + 1] ?? low
  const upper = low + Math.floor(((high - low) * (distance - index * 128)) / 128)
  return logit < 0 ? ONE_Q16 - upper : upper
}

/** The normal quantile in Q12 that 10 bits (0–1023) draw. */
export function toQuantile(bits: number): number {
  return bits < 512 ? 0 - (upperQuantiles[511 - bits] ?? 0) : (upperQuantiles[bits - 512] ?? 0)
}

/** Largest integer whose square is at most `value`; the correction removes any doubt about the root's last bit. */
export function isqrt(value: number): number {
  let root = Math.floor(Math.sqrt(value))
  while (root * root > value) root -= 1
  while ((root + 1) * (root + 1) <= value) root += 1
  return root
}

/** Mixes 32-bit words: the finaliser of MurmurHash3 over their sum. Exact: 32-bit integer operations only. */
export function mix(left: number, right: number): number {
  let word = (left + right) >>> 0
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

/** Powers of 1 − 1 ⁄ `divisor` in Q16 by exponent, each rounded down: what is left of a counter after that many steps. */
export function toDecayTable(divisor: number, length: number): Float64Array {
  const table = new Float64Array(length)
  let value = ONE_Q16 * ONE_Q16 // carried with 16 more bits than shown
  for (let index = 0; index < length; index++) {
    table[index] = Math.floor(value / ONE_Q16)
    value -= divFloor(value, divisor)
  }
  return table
}

/** A factor of such a table; beyond its end the last one. */
export function decayAt(table: Float64Array, age: number): number {
  return age <= 0 ? ONE_Q16 : (table[age < table.length ? age : table.length - 1] ?? 0)
}
