/** How much of a pay window a corridor needs: when money leaves, and when an order is claimed. */
import { getCorridor } from '@paynode/sdk/protocol'
import type { NodeConfig } from '../config/schema.ts'

/** Beyond the PSP's own time-out: what is left for the payment to arrive, be attested and proven. */
const PAYOUT_MARGIN_MS = 5_000
/**
 * Between a claim's block and its payout, beside the confirmations: blocks that come late or are seen late, a payout that is prepared. Without it
 * a window a second longer than the margin was claimed, found too short, and given up for a price that the payer gets.
 */
const CLAIM_SLACK_MS = 10_000

/** `marginMs` must be left of the window when money leaves; `neededMs` is what a claim needs that waits `confirmationMs` before. */
export type PayMargins = { readonly marginMs: number; neededMs(confirmationMs: number): number }

/** The operator's own figure or the rail's, and never less than an answer of its slowest PSP may take. */
export function toPayMargins(
  own: Pick<NodeConfig['corridors'][number], 'corridor' | 'settleSeconds'>,
  pspTimeoutsMs: readonly number[],
): PayMargins {
  const settleSeconds = own.settleSeconds ?? getCorridor(own.corridor)?.settleSeconds ?? 0 // the schema knows the corridor
  const marginMs = Math.max(settleSeconds * 1_000, PAYOUT_MARGIN_MS + Math.max(0, ...pspTimeoutsMs))
  return { marginMs, neededMs: (confirmationMs) => marginMs + confirmationMs + CLAIM_SLACK_MS }
}
