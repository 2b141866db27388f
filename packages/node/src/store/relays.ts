/** The `relays` table: orders that this gateway puts on chain for their payers, recorded before anything is sent. */
import { type OrderId, toOrderId } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import { z } from 'zod'
import type { Store } from './store.ts'

/** One order. `accepted`: it counts against its payer's quota, and a transaction may be under way. */
export type Relay = {
  readonly orderId: OrderId
  readonly payer: Address
  readonly state: 'accepted' | 'sent' | 'refused'
  readonly transactionHash?: Hex | undefined
}

const hex = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]+$/.test(value))
const rowSchema = z
  .object({ order_id: z.string(), payer: hex, state: z.enum(['accepted', 'sent', 'refused']), transaction_hash: hex.nullable() })
  .transform(
    (row): Relay => ({
      orderId: toOrderId(row.order_id),
      payer: row.payer,
      state: row.state,
      transactionHash: row.transaction_hash ?? undefined,
    }),
  )

/** An order's relay, or undefined. */
export function getRelay({ db }: Store, orderId: OrderId): Relay | undefined {
  const row = db.prepare('SELECT order_id, payer, state, transaction_hash FROM relays WHERE order_id = ?').get(orderId)
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** Records an order before it is sent; one that was refused may be tried again. `at` is unix milliseconds. */
export function acceptRelay(
  { db }: Store,
  { orderId, payer, at }: { readonly orderId: OrderId; readonly payer: Address; readonly at: number },
): void {
  db.prepare(
    `INSERT INTO relays (order_id, payer, state, created_at, updated_at) VALUES (@orderId, @payer, 'accepted', @at, @at)
     ON CONFLICT (order_id) DO UPDATE SET state = 'accepted', transaction_hash = NULL, created_at = @at, updated_at = @at
     WHERE state = 'refused'`,
  ).run({ orderId, payer: payer.toLowerCase(), at })
}

/** Moves a relay on. */
export function setRelayState(
  { db }: Store,
  orderId: OrderId,
  { state, transactionHash, at }: { readonly state: Relay['state']; readonly transactionHash?: Hex | undefined; readonly at: number },
): void {
  db.prepare('UPDATE relays SET state = ?, transaction_hash = coalesce(?, transaction_hash), updated_at = ? WHERE order_id = ?').run(
    state,
    transactionHash ?? null,
    at,
    orderId,
  )
}

/** Times (unix milliseconds) after `since` at which a payer's orders were taken on, oldest first, refused ones left out. */
export function listRelayTimes({ db }: Store, payer: Address, since: number): readonly number[] {
  return db
    .prepare<[string, number], { created_at: number }>(
      "SELECT created_at FROM relays WHERE payer = ? AND created_at > ? AND state <> 'refused' ORDER BY created_at",
    )
    .all(payer.toLowerCase(), since)
    .map((row) => row.created_at)
}

/** The recorded transaction of a call that may still create its order, or has: what a crash left between recording and telling. */
export function findRelayTransaction({ db }: Store, { to, data }: { readonly to: Address; readonly data: Hex }): Hex | undefined {
  return db
    .prepare<[string, string], { hash: Hex }>(
      `SELECT hash FROM transactions WHERE purpose = 'relay' AND target = ? AND data = ? AND state IN ('signed', 'sent', 'mined')
       ORDER BY id DESC LIMIT 1`,
    )
    .get(to, data)?.hash
}

/** Whether a recorded transaction may still create its order, or has. */
export function isTransactionAlive({ db }: Store, hash: Hex): boolean {
  return db.prepare("SELECT 1 FROM transactions WHERE hash = ? AND state IN ('signed', 'sent', 'mined')").get(hash) !== undefined
}

/** Wei that relaying cost since a time, with the most that open transactions may still cost: one per nonce, the dearest. */
export function sumRelayGas({ db }: Store, since: number): bigint {
  const rows = db
    .prepare<[number], { nonce: number; cost: string }>(
      `SELECT nonce, cost FROM transactions
       WHERE purpose = 'relay' AND cost IS NOT NULL AND (state IN ('signed', 'sent') OR (state IN ('mined', 'reverted') AND updated_at > ?))`,
    )
    .all(since)
  const perNonce = new Map<number, bigint>()
  for (const { nonce, cost } of rows) {
    const value = BigInt(cost)
    if (value > (perNonce.get(nonce) ?? 0n)) perNonce.set(nonce, value)
  }
  return [...perNonce.values()].reduce((sum, cost) => sum + cost, 0n)
}
