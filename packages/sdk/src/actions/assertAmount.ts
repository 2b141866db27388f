/** Refuses amounts that no order can hold. */
import { InvalidAmountError } from '../errors/input.ts'

/** @throws InvalidAmountError when the escrow could not hold it. */
export function assertAmount(name: string, value: bigint): void {
  if (value <= 0n || value >= 1n << 128n) throw new InvalidAmountError({ name, value })
}
