/** How long the rail of a history takes, and what a well-configured desk makes of it. */
import { type PayMargins, toPayMargins } from '../../../../node/src/compose/toPayMargins.ts'
import { corridor } from './setting.ts'

/** After how long a daemon gives up on an answer of its PSP. Milliseconds. */
export const pspTimeoutMs = 5_000
/** Payouts of a fast rail have arrived after this. Milliseconds. */
export const fastMs = 1_500
/** What asking the PSP again, collecting attestations and a transaction take after a payout has arrived. Milliseconds. */
const PROOF_MS = 8_500
/** A slow rail is asked less often towards its end. Milliseconds. */
const POLL_MS = 8_000

/** What the desks are set to: nearly every payout arrives within `arrivesWithinMs`. */
export function toMargins({ arrivesWithinMs }: { readonly arrivesWithinMs: number }): PayMargins {
  const settleSeconds = Math.ceil((arrivesWithinMs + PROOF_MS + (arrivesWithinMs > fastMs ? POLL_MS : 0)) / 1_000)
  return toPayMargins({ corridor, settleSeconds }, [pspTimeoutMs])
}

/** Milliseconds of the pay window that a claim needs. */
export const toNeededMs = (plan: { readonly arrivesWithinMs: number; readonly confirmations: number; readonly blockMs: number }): number =>
  toMargins(plan).neededMs(plan.confirmations * plan.blockMs)
