/** Payouts that a rail can carry: M-Pesa pays whole shillings, whatever the rate gives. */
import { type Corridor, getCorridor } from './corridor.ts'

/**
 * Minor units rounded down to what every PSP of the corridor's rail can carry: `⌊payout ⁄ grain⌋ × grain`.
 * @example floorToGrain('KES/mpesa', 319_275n) // 319_200n
 */
export function floorToGrain(corridor: Corridor, payout: bigint): bigint {
  const { grain = 1n } = getCorridor(corridor) ?? {}
  return payout - (((payout % grain) + grain) % grain)
}
