/** Who pays whom: distinct payers by linear counting in 48 bits, and a cap on what one payer can teach in an epoch. */
import { clamp, ONE_Q12, ONE_Q16, shift, toLog2 } from '../integer.ts'
import { rules } from '../rules.ts'
import type { State } from './state.ts'
import { at } from './table.ts'

const WEEK_SECONDS = 604_800
const BITS = 48
/** log2(48), Q12. */
const LOG_BITS = toLog2(BITS)
/** 48 × ln 2, Q12. */
const SCALE = 136_272

/** Notes a payer's success. */
export function notePayer({ providers, options }: State, row: number, epoch: number, fingerprint: number): void {
  const week = shift(epoch * options.epochSeconds, WEEK_SECONDS)
  const known = at(providers.payerWeek, row)
  if (week !== known) {
    const follows = week === known + 1
    providers.oldPayers0[row] = follows ? at(providers.payers0, row) : 0
    providers.oldPayers1[row] = follows ? at(providers.payers1, row) : 0
    providers.payers0[row] = 0
    providers.payers1[row] = 0
    providers.payerWeek[row] = week
  }
  const bit = fingerprint % BITS
  const word = bit < 24 ? providers.payers0 : providers.payers1
  word[row] = at(word, row) | (1 << (bit % 24))
}

/** log2(1 + distinct payers), Q12: payers ≈ 48 × ln(48 ⁄ empty bits). */
export function readPayers({ providers }: State, row: number): number {
  const low = countBits(at(providers.payers0, row) | at(providers.oldPayers0, row))
  const empty = BITS - low - countBits(at(providers.payers1, row) | at(providers.oldPayers1, row))
  if (empty === BITS) return 0
  const payers = shift(SCALE * (LOG_BITS - toLog2(clamp(empty, 1, BITS))), ONE_Q12) // Q12
  return toLog2(ONE_Q12 + payers) - 12 * ONE_Q12
}

/** The weight (Q16) of a payer's next outcome with a provider in this epoch: full, or little once its bucket is used up. */
export function weighPayer({ providers }: State, row: number, epoch: number, fingerprint: number): number {
  const counts = at(providers.payerEpoch, row) === epoch ? at(providers.payerCounts, row) : 0
  const place = 4 * ((fingerprint >>> 8) % 6)
  const count = (counts >>> place) & 15
  providers.payerEpoch[row] = epoch
  providers.payerCounts[row] = count < 15 ? counts + (1 << place) : counts
  return count < rules.payerCap ? ONE_Q16 : rules.capped
}

function countBits(word: number): number {
  let count = 0
  for (let rest = word; rest > 0; rest &= rest - 1) count += 1
  return count
}
