/** The sandbox PSP's vocabulary: accounts, payouts, ledger entries and faults. Amounts are minor units of its corridor's currency. */
import type { Corridor, Recipient } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { z } from 'zod'
import type { Clock } from '../runtime/clock.ts'

/** A provider's account at the PSP. `owner` is its operator address, which attesters compare. */
export type SandboxAccount = { readonly id: string; readonly owner: Address; readonly apiKey: string; readonly balance: bigint }

export type SandboxOptions = {
  readonly corridor: Corridor
  /** 0 = any free port. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  readonly clock?: Clock | undefined
  readonly accounts: readonly SandboxAccount[]
  /** Bearer token of the read-only receipts, the ledger and the fault scripts. */
  readonly auditToken: string
  /** Added to every answer. */
  readonly latencyMs?: number | undefined
  /** Time from acceptance to the final status. */
  readonly settleMs?: number | undefined
  /** SQLite file, so that the PSP survives a restart; in memory when absent. */
  readonly file?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export type SandboxStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED'

/** A payout as the PSP keeps it. `paidAt` is unix seconds, the other times unix milliseconds. */
export type SandboxPayout = {
  readonly id: string
  readonly reference: string
  readonly accountId: string
  readonly owner: Address
  readonly status: SandboxStatus
  readonly reason: string | undefined
  readonly amount: bigint
  readonly currency: string
  readonly recipient: Recipient
  readonly createdAt: number
  readonly paidAt: number | undefined
}

/** One debit of an account: what really left it. `at` is unix milliseconds. */
export type LedgerEntry = {
  readonly reference: string
  readonly accountId: string
  readonly owner: Address
  readonly amount: bigint
  readonly currency: string
  readonly at: number
}

/** Everything for a reconciliation: debits, every payout with its status, and what is left in the accounts. */
export type SandboxLedger = {
  readonly entries: readonly LedgerEntry[]
  readonly payouts: readonly SandboxPayout[]
  readonly balances: readonly { readonly accountId: string; readonly owner: Address; readonly balance: bigint }[]
}

/** A running sandbox PSP. */
export type SandboxPsp = { readonly url: string; close(): Promise<void>; ledger(): SandboxLedger }

/**
 * What can go wrong with a submission. All but `fail` let the payout go through, because that is when a careless client pays twice.
 * - `delay`: the answer comes `ms` later · `hang`: it never comes · `dropAfterCommit`: the connection is destroyed instead
 * - `error500AfterCommit`, `html`: the answer is an error, a proxy's page · `duplicateWebhook`: every webhook comes twice
 * - `fail`: the payout is accepted and ends FAILED without a debit
 */
export const faultKinds = ['delay', 'fail', 'dropAfterCommit', 'duplicateWebhook', 'error500AfterCommit', 'html', 'hang'] as const
export type FaultKind = (typeof faultKinds)[number]

/** A scripted fault: which submissions it hits (`nth` counts the PSP's submissions from 1) and how often. */
export const faultSchema = z.strictObject({
  match: z.strictObject({ reference: z.string().optional(), account: z.string().optional(), nth: z.int().min(1).optional() }).default({}),
  fault: z.enum(faultKinds),
  ms: z.int().min(0).max(600_000).default(1_000),
  times: z.int().min(1).default(1),
})
export type Fault = z.output<typeof faultSchema>
