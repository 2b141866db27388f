/** The sandbox PSP's books: accounts, payouts and debits in SQLite. A reference debits an account at most once. */
import Database from 'better-sqlite3'
import type { Address } from 'viem'
import { z } from 'zod'
import type { Clock } from '../runtime/clock.ts'
import type { LedgerEntry, SandboxAccount, SandboxLedger, SandboxPayout } from './types.ts'

/** How a payout ends: after `settleMs`, with a reason when it fails. */
export type Ending = { readonly settleMs: number; readonly failure?: string | undefined }
export type CommitResult =
  | { readonly type: 'committed'; readonly payout: SandboxPayout }
  | { readonly type: 'duplicate' }
  | { readonly type: 'insufficientFunds' }

export type Book = {
  account(apiKey: string): SandboxAccount | undefined
  balance(accountId: string): bigint
  /** Records a payout and its debit, or neither. A payout that is bound to fail debits nothing. */
  commit(account: SandboxAccount, request: NewPayout, ending: Ending): CommitResult
  payout(accountId: string, reference: string): SandboxPayout | undefined
  /** Across accounts: the earliest success, else the newest try. */
  receipt(reference: string): SandboxPayout | undefined
  ledger(): SandboxLedger
  close(): void
}
export type NewPayout = {
  readonly reference: string
  readonly amount: bigint
  readonly currency: string
  readonly recipient: SandboxPayout['recipient']
}

/** Opens the books; accounts that a file already knows keep their balance. */
export function openBook({ file, accounts, clock }: { file: string; accounts: readonly SandboxAccount[]; clock: Clock }): Book {
  const db = new Database(file)
  db.exec(schema)
  const opening = db.prepare('INSERT INTO accounts (id, opening) VALUES (?, ?) ON CONFLICT (id) DO NOTHING')
  for (const { id, balance } of accounts) opening.run(id, balance.toString())
  const byKey = new Map(accounts.map((account) => [account.apiKey, account]))
  const ownerOf = (accountId: string): Address =>
    accounts.find(({ id }) => id === accountId)?.owner ?? '0x0000000000000000000000000000000000000000'

  const entries = (accountId?: string): readonly LedgerEntry[] =>
    db
      .prepare('SELECT * FROM debits WHERE coalesce(?, account_id) = account_id ORDER BY seq')
      .all(accountId ?? null)
      .map((raw) => {
        const row = debitSchema.parse(raw)
        return {
          reference: row.reference,
          accountId: row.account_id,
          owner: ownerOf(row.account_id),
          amount: row.amount,
          currency: row.currency,
          at: row.at,
        }
      })
  const balance = (accountId: string) => {
    const row = openingSchema.parse(db.prepare('SELECT opening FROM accounts WHERE id = ?').get(accountId))
    return entries(accountId).reduce((left, { amount }) => left - amount, row.opening)
  }
  const toPayout = (raw: unknown): SandboxPayout => {
    const row = payoutSchema.parse(raw)
    const status = clock.now() < row.settle_at ? 'PENDING' : row.failure === null ? 'SUCCEEDED' : 'FAILED'
    return {
      id: row.id,
      reference: row.reference,
      accountId: row.account_id,
      owner: ownerOf(row.account_id),
      status,
      reason: status === 'FAILED' ? (row.failure ?? undefined) : undefined,
      amount: row.amount,
      currency: row.currency,
      recipient: JSON.parse(row.recipient),
      createdAt: row.created_at,
      paidAt: status === 'SUCCEEDED' ? Math.floor(row.settle_at / 1_000) : undefined,
    }
  }
  const payout = (accountId: string, reference: string) => {
    const row = db.prepare('SELECT * FROM payouts WHERE account_id = ? AND reference = ?').get(accountId, reference)
    return row === undefined ? undefined : toPayout(row)
  }

  const commit = db.transaction((account: SandboxAccount, request: NewPayout, { settleMs, failure }: Ending): CommitResult => {
    if (payout(account.id, request.reference)) return { type: 'duplicate' }
    if (failure === undefined && balance(account.id) < request.amount) return { type: 'insufficientFunds' }
    const at = clock.now()
    const count = db.prepare('SELECT count(*) AS count FROM payouts').get() as { count: number } // one row, one integer column
    db.prepare('INSERT INTO payouts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      `po_${count.count + 1}`,
      account.id,
      request.reference,
      request.amount.toString(),
      request.currency,
      JSON.stringify(request.recipient),
      failure ?? null,
      at,
      at + settleMs,
    )
    if (failure === undefined) {
      db.prepare('INSERT INTO debits (account_id, reference, amount, currency, at) VALUES (?, ?, ?, ?, ?)').run(
        account.id,
        request.reference,
        request.amount.toString(),
        request.currency,
        at,
      )
    }
    return { type: 'committed', payout: payout(account.id, request.reference) as SandboxPayout } // inserted above
  })

  const all = (reference?: string) =>
    db
      .prepare('SELECT * FROM payouts WHERE coalesce(?, reference) = reference ORDER BY settle_at, id')
      .all(reference ?? null)
      .map(toPayout)
  return {
    account: (apiKey) => byKey.get(apiKey),
    balance,
    commit: (account, request, ending) => commit.immediate(account, request, ending),
    payout,
    receipt: (reference) => {
      const tries = all(reference)
      return tries.find(({ status }) => status === 'SUCCEEDED') ?? tries.at(-1)
    },
    ledger: () => ({
      entries: entries(),
      payouts: all(),
      balances: accounts.map(({ id, owner }) => ({ accountId: id, owner, balance: balance(id) })),
    }),
    close: () => db.close(),
  }
}

const schema = `
CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, opening TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS payouts (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, reference TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL, recipient TEXT NOT NULL,
  failure TEXT, created_at INTEGER NOT NULL, settle_at INTEGER NOT NULL, UNIQUE (account_id, reference)
) STRICT;
CREATE TABLE IF NOT EXISTS debits (
  seq INTEGER PRIMARY KEY, account_id TEXT NOT NULL, reference TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL, at INTEGER NOT NULL,
  UNIQUE (account_id, reference)
) STRICT;
`
const minorUnits = z.string().transform(BigInt)
const openingSchema = z.object({ opening: minorUnits })
const debitSchema = z.object({ account_id: z.string(), reference: z.string(), amount: minorUnits, currency: z.string(), at: z.number() })
const payoutSchema = z.object({
  id: z.string(),
  account_id: z.string(),
  reference: z.string(),
  amount: minorUnits,
  currency: z.string(),
  recipient: z.string(),
  failure: z.string().nullable(),
  created_at: z.number(),
  settle_at: z.number(),
})
