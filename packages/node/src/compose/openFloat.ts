/** Opens the float ledger on the balances that the PSPs tell. */
import { createFloat, type Float } from '../payout/float.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Store } from '../store/store.ts'
import type { Psps } from './psps.ts'

/** A PSP that gives no clear answer has no balance. */
export function openFloat({ store, clock, psps }: { readonly store: Store; readonly clock: Clock; readonly psps: Psps }): Float {
  return createFloat({
    store,
    clock,
    balanceOf: async (psp, currency, signal) => {
      const result = await psps.balanceOf(psp, currency, signal)
      return result.type === 'available' ? result.amount : undefined
    },
  })
}
