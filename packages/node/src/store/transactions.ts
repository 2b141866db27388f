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

/** Records a signed transaction. `cost` is the most it can cost, in wei; `at` is unix milliseconds. */
export function recordTransaction(
  { db }: Store,
  entry: Omit<RecordedTransaction, 'id'> & { readonly cost: bigint; readonly at: number },
): number {
  const result = db
    .prepare(
      "INSERT INTO transactions (purpose, nonce, target, data, hash, raw, state, cost, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 'signed', ?, ?, ?)",
    )
    .run(entry.purpose, entry.nonce, entry.to, entry.data, entry.hash, entry.raw, entry.cost.toString(), entry.at, entry.at)
  return Number(result.lastInsertRowid)
}

/** Moves a transaction on. `cost`, once it is known, is what it really cost, in wei. */
export function setTransactionState({ db }: Store, id: number, state: TransactionState, at: number, cost?: bigint): void {
  db.prepare('UPDATE transactions SET state = ?, updated_at = ?, cost = coalesce(?, cost) WHERE id = ?').run(
    state,
    at,
    cost === undefined ? null : cost.toString(),
    id,
  )
}

/** Transactions whose fate is not known yet, in nonce order. */
export function listOpenTransactions({ db }: Store): readonly RecordedTransaction[] {
  return db
    .prepare<[], RecordedTransaction>(
      `SELECT id, purpose, nonce, target AS "to", data, hash, raw FROM transactions WHERE state IN ('signed', 'sent') ORDER BY nonce, id`,
    )
    .all() // written by recordTransaction only
}

/** Wei spent for gas since a time (unix milliseconds), with the most that open transactions may still cost: one per nonce, the dearest. */
export function sumGasSince({ db }: Store, since: number): bigint {
  const rows = db
    .prepare<[number], { nonce: number; state: string; cost: string }>(
      `SELECT nonce, state, cost FROM transactions WHERE cost IS NOT NULL AND (state IN ('signed', 'sent') OR (state IN ('mined', 'reverted') AND updated_at >= ?))`,
    )
    .all(since)
  const perNonce = new Map<number, bigint>()
  let total = 0n
  for (const { nonce, state, cost } of rows) {
    if (state === 'signed' || state === 'sent') perNonce.set(nonce, max(perNonce.get(nonce) ?? 0n, BigInt(cost)))
    else total += BigInt(cost)
  }
  return [...perNonce.values()].reduce((sum, cost) => sum + cost, total)
}

const max = (left: bigint, right: bigint) => (left > right ? left : right)
