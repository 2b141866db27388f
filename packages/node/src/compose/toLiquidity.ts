/** How much this daemon can pay on a corridor right now. */
import { type Corridor, getCorridor } from '@paynode/sdk/protocol'
import type { PspPool } from '../payout/createPspPool.ts'
import type { Float } from '../payout/float.ts'

/** Minor units free at the PSP that has the most and is in order: one payout is made by one PSP. Undefined when none says. */
export async function toLiquidity(
  { psps, float }: { readonly psps: PspPool; readonly float: Pick<Float, 'free'> },
  corridor: Corridor,
  signal: AbortSignal,
): Promise<bigint | undefined> {
  const currency = getCorridor(corridor)?.currency ?? ''
  const inOrder = psps.adaptersFor(corridor).filter(({ id }) => psps.breaker.allows(id))
  const free = await Promise.all(inOrder.map(({ id }) => float.free(id, currency, signal)))
  return free.reduce((most, value) => (most === undefined || (value !== undefined && value > most) ? value : most), undefined)
}
