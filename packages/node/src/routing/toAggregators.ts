/** Whose task it is to put an epoch on the chain. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { concatHex, keccak256, numberToHex } from 'viem'

/** Seats in the order in which they try: another one begins every epoch, the others stand by. The same for everybody. */
export function toAggregators(epoch: number, seats: readonly ProviderId[]): readonly ProviderId[] {
  const lots = seats.map((operator) => [keccak256(concatHex([numberToHex(epoch, { size: 8 }), operator])), operator] as const)
  return lots.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, operator]) => operator)
}
