/** Rows of the ledger that do not fit each other: money set aside for nothing, orders that wait for nobody. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import type { EffectKind, OrderRecord, OrderState } from '../../orders/types.ts'
import type { PayoutRow } from '../../store/payouts.ts'
import type { Store } from '../../store/store.ts'
import type { Difference } from './types.ts'

/** What moves an order on from each state in which it waits for this daemon. */
const movers: Partial<Record<OrderState, readonly EffectKind[]>> = {
  seen: ['route'],
  claimed: ['payout'],
  paying: ['payout', 'query'],
  unknown: ['query', 'payout'],
  paid: ['settle', 'claim'],
  submitted: ['finish'],
}
const HOUR_MS = 3_600_000

/** Looks at the ledger alone. `now` is unix milliseconds. */
export function findOrphans(
  store: Store,
  parameters: {
    readonly records: readonly OrderRecord[]
    readonly payouts: readonly PayoutRow[]
    readonly self: ProviderId
    readonly now: number
  },
): readonly Difference[] {
  const { records, payouts, self, now } = parameters
  const byId = new Map(records.map((record) => [record.id, record]))
  const paid = new Map(payouts.map((row) => [row.orderId, row]))
  return [
    ...payouts.flatMap((row) => lookAtPayout(row, byId.get(row.orderId), self)),
    ...records.flatMap((record) => lookAtOrder(store, record, paid.get(record.id), self)),
    ...listHeldFloat(store).flatMap(({ orderId, amount, currency }) => {
      const state = byId.get(orderId)?.state
      if (state !== undefined && !over.has(state)) return []
      const text = `${amount} ${currency} are reserved for an order that is ${state ?? 'not in the ledger'}`
      return [
        {
          kind: 'orphanReservation',
          orderId,
          text,
          next: 'restart the daemon; if it stays, report it: the float is short by this much',
        } as const,
      ]
    }),
    ...listOldTransactions(store, now - HOUR_MS).map(({ purpose, nonce }) => ({
      kind: 'openTransaction' as const,
      text: `transaction ${nonce} (${purpose}) has not been mined for an hour`,
      next: 'check the RPC, the ether of the operator key and chain.fees; the daemon sends it again by itself',
    })),
  ]
}

const over: ReadonlySet<OrderState> = new Set(['settled', 'refunded', 'declined', 'taken'])

function lookAtPayout(row: PayoutRow, record: OrderRecord | undefined, self: ProviderId): readonly Difference[] {
  const { orderId } = row
  if (!record) {
    const text = `payout ${row.reference} belongs to an order that is not in the ledger`
    return [
      { kind: 'orphanPayout', orderId, text, next: 'find the order on chain; restore the newest backup of the database if it is missing' },
    ]
  }
  if (row.state !== 'SUCCEEDED' || record.state === 'flagged') return []
  if (record.ended === undefined && (record.claimer === undefined || record.claimer === self)) return []
  if (record.ended === 'settled' && record.claimer === self) return []
  const text = `payout ${row.reference} was made, the order is ${record.state}${record.claimer ? ` with ${record.claimer}` : ''}`
  return [
    {
      kind: 'paidNotSettled',
      orderId,
      text,
      next: 'the money is gone and nobody owes it: ask the PSP to recall the payout, write it off otherwise',
    },
  ]
}

function lookAtOrder(store: Store, record: OrderRecord, row: PayoutRow | undefined, self: ProviderId): readonly Difference[] {
  const { id: orderId, state } = record
  if (state === 'flagged')
    return [
      {
        kind: 'flaggedOrder',
        orderId,
        text: record.reason ?? 'flagged',
        next: 'compare with the PSP’s statement and decide: paynode payouts resolve',
      },
    ]
  if (state === 'settled' && record.claimer === self && row?.state !== 'SUCCEEDED') {
    const text = `the order settled to us, its payout is ${row?.state ?? 'not recorded'}`
    return [{ kind: 'settledUnpaid', orderId, text, next: 'check the PSP’s statement: if nothing was paid, pay the recipient by hand' }]
  }
  const kinds = movers[state]
  if (!kinds || hasEffect(store, orderId, kinds)) return []
  const text = `the order is ${state} and nothing is planned for it`
  return [{ kind: 'stalledOrder', orderId, text, next: 'restart the daemon; if it stays, report it with `paynode orders show`' }]
}

function hasEffect({ db }: Store, orderId: OrderId, kinds: readonly EffectKind[]): boolean {
  const marks = kinds.map(() => '?').join()
  return (
    db.prepare(`SELECT 1 FROM effects WHERE order_id = ? AND done_at IS NULL AND kind IN (${marks})`).get(orderId, ...kinds) !== undefined
  )
}

function listHeldFloat({ db }: Store) {
  return db
    .prepare<[], { orderId: OrderId; amount: string; currency: string }>(
      "SELECT order_id AS orderId, amount, currency FROM reservations WHERE state = 'reserved' ORDER BY order_id",
    )
    .all()
}

function listOldTransactions({ db }: Store, before: number) {
  return db
    .prepare<[number], { purpose: string; nonce: number }>(
      "SELECT purpose, min(nonce) AS nonce FROM transactions WHERE state IN ('signed', 'sent') AND created_at < ? GROUP BY nonce",
    )
    .all(before)
}
