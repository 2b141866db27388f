/** Refuses payouts that no PSP of a corridor could carry, before anything is asked or locked. */
import { InvalidAmountError } from '../errors/input.ts'
import { type Corridor, getCorridor } from '../protocol/corridor.ts'
import { floorToGrain } from '../protocol/floorToGrain.ts'
import { assertAmount } from './assertAmount.ts'

/** @throws InvalidAmountError when it is out of range, or finer than the rail: M-Pesa pays whole shillings. */
export function assertPayout(corridor: Corridor, payout: bigint): void {
  assertAmount('payout', payout)
  const { grain } = getCorridor(corridor) ?? {}
  if (grain !== undefined && floorToGrain(corridor, payout) !== payout)
    throw new InvalidAmountError({ name: 'payout', value: payout, rail: { corridor, grain } })
}
