/** Why caps or a payer's limit forbid an order that may be claimed, beside all others that were begun or only claimed. */
import type { OrderRecord } from '../orders/types.ts'
import { checkCaps } from '../payout/checkCaps.ts'
import type { Policy } from './openPolicy.ts'

/** The operator's limits and what counts in them. */
export type OverLimitsDeps = Parameters<typeof checkCaps>[0] & { readonly policy: Pick<Policy, 'overLimit'> }

/** `overLimits(record)`: the reason, or undefined. */
export function createOverLimits(deps: OverLimitsDeps) {
  return (record: OrderRecord): string | undefined => {
    const { id, corridor, order } = record
    return checkCaps(deps, { corridor, payout: order.payout, claiming: id })?.reason ?? deps.policy.overLimit(record)
  }
}
