/** Compares what the PSPs' own ledgers say was paid with what the chain says was owed. */
import { type OrderId, toPaymentReference } from '@paynode/sdk/protocol'
import type { OrderFacts } from '../flow/followOrders.ts'
import { getJson } from '../gateway/getJson.ts'
import { ledgerSchema } from '../gateway/schemas.ts'
import type { LocalPsp } from '../network/types.ts'

/** One payment as a PSP booked it. */
export type LedgerPayment = { readonly reference: string; readonly owner: string; readonly amount: bigint; readonly corridor: string }

/** The audit of one corridor's PSP. Amounts are minor units of its currency. */
export type LedgerAudit = {
  readonly corridor: string
  readonly paid: bigint
  readonly owed: bigint
  readonly payments: number
  /** References that were paid more than once. */
  readonly doubles: readonly string[]
  /** References that no settled order owns, and settled orders that no payment backs. */
  readonly strangers: readonly string[]
  readonly missing: readonly OrderId[]
}

/** Reads every successful payment in a PSP's ledger. */
export async function readLedger(psp: LocalPsp, signal: AbortSignal): Promise<readonly LedgerPayment[]> {
  const { entries } = await getJson({ gateway: psp.url, path: '/v1/ledger', schema: ledgerSchema, token: psp.auditToken, signal })
  return entries.map(({ reference, owner, amount }) => ({ reference, owner, amount, corridor: psp.corridor }))
}

/** Audits one PSP against the chain's settled orders. */
export function auditLedger(corridor: string, payments: readonly LedgerPayment[], orders: readonly OrderFacts[]): LedgerAudit {
  const settled = orders.filter((order) => order.corridor === corridor && order.settled)
  const counts = new Map<string, number>()
  for (const { reference } of payments) counts.set(reference, (counts.get(reference) ?? 0) + 1)
  const owners = new Map(settled.map((order) => [toPaymentReference(order.id) as string, order]))
  return {
    corridor,
    paid: payments.reduce((sum, { amount }) => sum + amount, 0n),
    owed: settled.reduce((sum, { payout }) => sum + payout, 0n),
    payments: payments.length,
    doubles: [...counts].filter(([, count]) => count > 1).map(([reference]) => reference),
    strangers: [...counts.keys()].filter((reference) => !owners.has(reference)),
    missing: [...owners].filter(([reference]) => !counts.has(reference)).map(([, { id }]) => id),
  }
}

/** True when everything owed was paid, once, and nothing else was. */
export function isBalanced(audit: LedgerAudit): boolean {
  return audit.paid === audit.owed && audit.doubles.length === 0 && audit.strangers.length === 0 && audit.missing.length === 0
}
