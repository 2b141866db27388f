/** The float ledger: reserves local money before a claim, so that two orders never count on the same balance. */
import type { Amount, OrderId } from '@paynode/sdk/protocol'
import type { Clock } from '../runtime/clock.ts'
import { failedPayoutStates, getPayout } from '../store/payouts.ts'
import { getReservation, putReservation, setReservationState, sumReserved } from '../store/reservations.ts'
import type { Store } from '../store/store.ts'
import type { BalanceReading } from './psp.ts'

/** What the ledger needs. `balanceOf` asks a PSP, by id; undefined = it does not say. */
export type FloatDeps = {
  readonly store: Store
  balanceOf(psp: string, currency: string, signal: AbortSignal): Promise<BalanceReading | undefined>
  readonly clock: Clock
}

/** `free` is minor units; undefined when the PSP does not tell its balance. */
export type ReserveResult = { readonly type: 'reserved' } | { readonly type: 'insufficient'; readonly free: bigint | undefined }

/** Two-phase reservations, one per order, every call repeatable. */
export type Float = {
  /** Sets the money aside at a PSP. What was set aside at another one for this order moves here. */
  reserve(orderId: OrderId, psp: string, amount: Amount, signal: AbortSignal): Promise<ReserveResult>
  /** Sets aside again, where it was, what was released before the order turned out to be claimed here after all; if it is still there. */
  restore(orderId: OrderId, signal: AbortSignal): Promise<void>
  /** The payout succeeded: the money has left. */
  post(orderId: OrderId): void
  /** Releases the money. Refused (false) while the order's payout may still move it. */
  void(orderId: OrderId): boolean
  /** Minor units at a PSP that no order counts on; undefined when it does not tell its balance. */
  free(psp: string, currency: string, signal: AbortSignal): Promise<bigint | undefined>
}

const CACHE_MS = 1_000

/**
 * Creates the ledger. Free float = PSP balance − everything reserved − everything posted since the balance was read;
 * a payout that the PSP debited but that is not posted yet counts twice: too little, never too much.
 */
export function createFloat({ store, balanceOf, clock }: FloatDeps): Float {
  const balances = new Map<string, { readonly value: bigint; readonly readAt: number }>()

  const getBalance = async (psp: string, currency: string, signal: AbortSignal) => {
    const key = `${psp} ${currency}`
    const known = balances.get(key)
    if (known && clock.now() - known.readAt <= CACHE_MS) return known
    const askedAt = clock.now() // before asking: what is posted meanwhile may not be in the answer
    const amount = await balanceOf(psp, currency, signal)
    if (!amount || amount.currency !== currency) return undefined
    const balance = { value: amount.value, readAt: Math.min(askedAt, amount.readAt ?? askedAt) }
    balances.set(key, balance)
    return balance
  }
  const toFree = (psp: string, currency: string, balance: { readonly value: bigint; readonly readAt: number }) => {
    const free = balance.value - sumReserved(store, { psp, currency, readAt: balance.readAt })
    return free > 0n ? free : 0n
  }
  const isHeld = (orderId: OrderId, psp: string) => {
    const held = getReservation(store, orderId)
    return held?.state === 'posted' || (held?.state === 'reserved' && held.psp === psp)
  }

  const reserve: Float['reserve'] = async (orderId, psp, amount, signal) => {
    if (isHeld(orderId, psp)) return { type: 'reserved' }
    const balance = await getBalance(psp, amount.currency, signal)
    if (!balance) return { type: 'insufficient', free: undefined }
    return store.transaction((): ReserveResult => {
      if (isHeld(orderId, psp)) return { type: 'reserved' }
      const free = toFree(psp, amount.currency, balance)
      if (free < amount.value) return { type: 'insufficient', free }
      if (!isReleasable(store, orderId)) return { type: 'insufficient', free: 0n } // it may be leaving from where it is booked
      if (getReservation(store, orderId)?.state === 'reserved') setReservationState(store, orderId, 'voided', clock.now())
      putReservation(store, { orderId, psp, amount, at: clock.now() })
      return { type: 'reserved' }
    })
  }

  return {
    reserve,
    async restore(orderId, signal) {
      const held = getReservation(store, orderId)
      if (held?.state === 'voided') await reserve(orderId, held.psp, { value: held.amount, currency: held.currency }, signal)
    },
    post: (orderId) => setReservationState(store, orderId, 'posted', clock.now()),
    void: (orderId) =>
      store.transaction(() => {
        if (!isReleasable(store, orderId)) return false
        if (getReservation(store, orderId)?.state === 'reserved') setReservationState(store, orderId, 'voided', clock.now())
        return true
      }),
    async free(psp, currency, signal) {
      const balance = await getBalance(psp, currency, signal)
      return balance && toFree(psp, currency, balance)
    },
  }
}

function isReleasable(store: Store, orderId: OrderId): boolean {
  const payout = getPayout(store, orderId)
  return payout === undefined || failedPayoutStates.has(payout.state)
}
