/** What the demo found: data for the table, the verdict and --json. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Explanation } from '../gateway/schemas.ts'
import type { LedgerAudit } from './auditLedgers.ts'
import type { PlanKind } from './plan.ts'

/** One row of the demo's table. */
export type DemoRow = {
  readonly number: number
  readonly kind: PlanKind
  readonly orderId: OrderId
  readonly corridor: string
  readonly amount: string
  readonly ranking: readonly string[]
  readonly claimers: readonly string[]
  readonly killed?: string | undefined
  readonly outcome: 'settled' | 'refunded' | 'open'
  readonly reference: string | undefined
  readonly transaction: string | undefined
  readonly seconds: number | undefined
}

/** Everything the demo found. */
export type DemoResult = {
  readonly ok: boolean
  readonly orders: readonly DemoRow[]
  readonly rankings: { readonly agreed: number; readonly total: number; readonly percent: number }
  readonly ledgers: readonly LedgerAudit[]
  readonly explanation: Explanation
  /** What does not hold, in words; empty when all does. */
  readonly violations: readonly string[]
}
