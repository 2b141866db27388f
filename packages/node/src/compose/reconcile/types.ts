/** What reconciling says: each difference between chain, ledger and PSP, with what to do next. */
import type { OrderId } from '@paynode/sdk/protocol'

/**
 * - `chain…`: the contract and the ledger differ · `psp…`: the PSP and the ledger differ
 * - the rest are rows of the ledger that do not fit each other, or wait for nothing
 */
export type DifferenceKind =
  | 'chainStatus'
  | 'chainAccount'
  | 'chainFork'
  | 'pspPaidAfterAll'
  | 'pspNotPaid'
  | 'pspUnknownPayout'
  | 'pspAmount'
  | 'paidNotSettled'
  | 'settledUnpaid'
  | 'orphanPayout'
  | 'orphanReservation'
  | 'stalledOrder'
  | 'flaggedOrder'
  | 'openTransaction'

/** One difference. `next` is an instruction to the operator. */
export type Difference = {
  readonly kind: DifferenceKind
  readonly orderId?: OrderId | undefined
  readonly text: string
  readonly next: string
}

/** A whole comparison. `unverified` counts payouts whose PSP did not say. */
export type Reconciliation = {
  readonly block: number
  readonly orders: number
  readonly payouts: number
  readonly unverified: number
  readonly differences: readonly Difference[]
}
