/** `paynode payouts list`: what waits for a person, and why. */
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { View } from '../../output/render.ts'
import { toTable } from '../../output/text.ts'
import { toAge } from './toAge.ts'

/** Reads the ledger alone; asks no PSP. */
export async function listWaiting(file: string, all = false): Promise<View> {
  const config = await loadNodeConfig(file)
  const { listPayouts } = await import('@paynode/node')
  const payouts = listPayouts(config, { all })
  const rows = () =>
    payouts.map(({ reference, psp, state, order, ageMs, why, next, decision }) => [
      reference,
      psp,
      state,
      order,
      toAge(ageMs),
      [why, decision && `decided ${decision.verdict}: ${decision.outcome}${decision.answer ? `, ${decision.answer}` : ''}`]
        .filter((part) => part !== undefined)
        .join('; '),
      next ?? '',
    ])
  return {
    data: { payouts },
    text: () =>
      payouts.length === 0
        ? `No payout ${all ? 'is open' : 'needs a person'}.`
        : toTable(['reference', 'psp', 'payout', 'order', 'age', 'why', 'next'], rows()),
  }
}
