/** Exact integer arithmetic in Float64: every operand and result is a safe integer, so every engine gives the same bits. */
import { logits } from './tables/logit.ts'

/** One, in Q12. */
export const ONE_Q12 = 4_096
/** One, in Q16. */
export const ONE_Q16 = 65_536

/** ⌊a ⁄ b⌋ for safe integers, b > 0. The quotient of two integers below 2^53 is rounded once, and the correction makes it exact. */
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
  let bits = 0
  for (let rest = value; rest > 1n; rest >>= 1n) bits += 1
  return bits
}

/** Log-odds in Q12 of a probability in Q16. */
export function toLogit(probability: number): number {
  return logits[clamp(divFloor(probability, 512), 0, 127)] ?? 0
}

/** Largest integer whose square is at most `value`. */
export function isqrt(value: number): number {
  let root = Math.floor(Math.sqrt(value))
  while (root * root > value) root -= 1
  while ((root + 1) * (root + 1) <= value) root += 1
  return root
}
