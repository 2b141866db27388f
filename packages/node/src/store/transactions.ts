/** The `transactions` table: signed bytes are durable before they are sent, so a crash never loses a nonce. */
import type { Address, Hex } from 'viem'
import type { Store } from './store.ts'

/** A recorded transaction. */
export type RecordedTransaction = {
  readonly id: number
  readonly purpose: string
  readonly nonce: number
  readonly to: Address
  readonly data: Hex
  readonly hash: Hex
  readonly raw: Hex
}
export type TransactionState = 'signed' | 'sent' | 'mined' | 'reverted' | 'dropped'

/** Records a signed transaction. */
export function recordTransaction(
  { db }: Store,
  entry: {
    readonly purpose: string
    readonly nonce: number
    readonly to: Address
    readonly data: Hex
    readonly hash: Hex
    readonly raw: Hex
    readonly at: number
  },
): number {
  const result = db
    .prepare(
      "INSERT INTO transactions (purpose, nonce, target, data, hash, raw, state, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 'signed', ?, ?)",
    )
    .run(entry.purpose, entry.nonce, entry.to, entry.data, entry.hash, entry.raw, entry.at, entry.at)
  return Number(result.lastInsertRowid)
}

/** Moves a transaction on. */
export function setTransactionState({ db }: Store, id: number, state: TransactionState, at: number): void {
  db.prepare('UPDATE transactions SET state = ?, updated_at = ? WHERE id = ?').run(state, at, id)
}

/** Transactions whose fate is not known yet, in nonce order. */
export function listOpenTransactions({ db }: Store): readonly RecordedTransaction[] {
  return db
    .prepare<[], { id: number; purpose: string; nonce: number; to: string; data: string; hash: string; raw: string }>(
      `SELECT id, purpose, nonce, target AS "to", data, hash, raw FROM transactions WHERE state IN ('signed', 'sent') ORDER BY nonce, id`,
    )
    .all()
    .map((row) => row as RecordedTransaction) // written by recordTransaction only
}
