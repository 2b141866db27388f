/** The ledger's payouts against what the PSPs say of them. */

import type { PspAdapter, QueryResult } from '../../payout/psp.ts'
import { toTarget } from '../../payout/toTarget.ts'
import type { PayoutRow } from '../../store/payouts.ts'
import type { Difference } from './types.ts'

const LANES = 4
const failed: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'REJECTED', 'RETURNED'])

/** Asks each payout's PSP. `unverified`: it did not say, or is not configured any more. */
export async function comparePsp(
  adapterOf: (id: string) => PspAdapter | undefined,
  payouts: readonly PayoutRow[],
  signal: AbortSignal,
): Promise<{ readonly differences: readonly Difference[]; readonly unverified: number }> {
  const differences: Difference[] = []
  let unverified = 0
  const waiting = [...payouts]
  const lane = async () => {
    for (let row = waiting.pop(); row; row = waiting.pop()) {
      signal.throwIfAborted()
      const answer = await adapterOf(row.psp)
        ?.query(toTarget(row), signal)
        .catch(() => undefined)
      if (answer?.type !== 'found' && answer?.type !== 'notFound') unverified += 1
      else differences.push(...comparePayout(row, answer))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { differences: differences.sort((left, right) => ((left.orderId ?? '') < (right.orderId ?? '') ? -1 : 1)), unverified }
}

function comparePayout(row: PayoutRow, answer: QueryResult & { readonly type: 'found' | 'notFound' }): readonly Difference[] {
  const { orderId, reference, state } = row
  if (answer.type === 'notFound') {
    if (state !== 'SUCCEEDED' && state !== 'PENDING' && state !== 'SUBMITTED') return []
    const text = `${row.psp} does not know ${reference}, the ledger has it as ${state}`
    return [{ kind: 'pspUnknownPayout', orderId, text, next: 'ask the PSP with the reference and its id; do not pay again' }]
  }
  const { status, amount } = answer
  const found: Difference[] = []
  if (amount.value !== row.amount || amount.currency !== row.currency) {
    const text = `${row.psp} shows ${amount.value} ${amount.currency} for ${reference}, the ledger ${row.amount} ${row.currency}`
    found.push({ kind: 'pspAmount', orderId, text, next: 'settle the difference with the PSP before anything else' })
  }
  if (status === 'SUCCEEDED' && failed.has(state)) {
    const text = `${row.psp} paid ${reference}, the ledger has it as ${state}`
    found.push({
      kind: 'pspPaidAfterAll',
      orderId,
      text,
      next: 'paynode payouts resolve --paid: the daemon claims the order again while it is open; paid by another provider, ask the PSP for a recall',
    })
  }
  if (failed.has(status) && state === 'SUCCEEDED') {
    const text = `${row.psp} has ${reference} as ${status}, the ledger as ${state}`
    found.push({
      kind: 'pspNotPaid',
      orderId,
      text,
      next: 'the recipient has nothing: pay by hand, because the order may be settled already',
    })
  }
  return found
}
