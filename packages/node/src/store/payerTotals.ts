/** What one payer's orders took from the float of a corridor. */
import type { Corridor, OrderId } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { Store } from './store.ts'
import { sumAmounts } from './sumAmounts.ts'

/** Minor units reserved or posted since a time (unix milliseconds) for a payer's orders of a corridor, one order left out. */
export function sumTakenByPayer(
  store: Store,
  {
    payer,
    corridor,
    since,
    except,
  }: { readonly payer: Address; readonly corridor: Corridor; readonly since: number; readonly except: OrderId },
): bigint {
  const rows = store.db
    .prepare(
      `SELECT reservations.amount FROM orders JOIN reservations ON reservations.order_id = orders.id
       WHERE orders.payer = ? COLLATE NOCASE AND orders.corridor = ? AND orders.id <> ?
         AND reservations.state <> 'voided' AND reservations.updated_at >= ?`,
    )
    .all(payer, corridor, except, since)
  return sumAmounts(rows)
}
