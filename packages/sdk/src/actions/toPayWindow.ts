/** How long a claimer gets when the payer has no wish. */
import { type Corridor, getCorridor } from '../protocol/corridor.ts'

/** Seconds: five minutes, or half as much again as a payout of the rail may take, because providers claim nothing that leaves less than that. */
export function toPayWindow(corridor: Corridor): number {
  return Math.max(300, ((getCorridor(corridor)?.settleSeconds ?? 0) * 3) / 2)
}
