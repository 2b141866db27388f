/** A simulator's ledger: who was paid what, and what is left. */
import type { Clock } from '../../runtime/clock.ts'
import type { Book, Ending, SimPayout, SimStatus } from './types.ts'

/** Creates an empty ledger. `nextEnding` decides how the next payout goes on. */
export function createBook(deps: {
  readonly clock: Clock
  readonly balances: Readonly<Record<string, bigint>>
  nextEnding(): Ending
  isPoor(): boolean
  onCommitted(payout: SimPayout): void
}): Book {
  const { clock, balances, nextEnding, isPoor, onCommitted } = deps
  const byReference = new Map<string, SimPayout>()
  const looks = new Map<string, number>()

  const statusOf = ({ ending, endsAt }: SimPayout): SimStatus => {
    const now = clock.now()
    if (now < endsAt) return ending.waits ?? 'PENDING'
    return ending.status === 'SUCCEEDED' && ending.returnAfterMs !== undefined && now >= endsAt + ending.returnAfterMs
      ? 'RETURNED'
      : ending.status
  }
  const balance = (currency: string) =>
    [...byReference.values()].reduce(
      (left, payout) => (payout.currency === currency && !back.has(statusOf(payout)) ? left - payout.amount : left),
      balances[currency] ?? 0n,
    )

  return {
    commit(payout) {
      const known = byReference.get(payout.reference)
      if (known) return { type: 'duplicate', payout: known }
      if (isPoor() || balance(payout.currency) < payout.amount) return { type: 'insufficient' }
      const ending = nextEnding()
      const createdAt = clock.now()
      const row: SimPayout = { ...payout, number: byReference.size + 1, createdAt, endsAt: createdAt + ending.settleMs, ending }
      byReference.set(row.reference, row)
      onCommitted(row)
      return { type: 'committed', payout: row }
    },
    find: (reference) => byReference.get(reference),
    statusOf,
    look(payout) {
      const count = (looks.get(payout.reference) ?? 0) + 1
      looks.set(payout.reference, count)
      if (count <= (payout.ending.strangeLooks ?? 0)) return 'STRANGE'
      const status = statusOf(payout)
      const ended = status !== 'PENDING' && status !== 'NEEDS_ACTION'
      const shown = looks.get(`${payout.reference} ended`) ?? 0
      if (ended) looks.set(`${payout.reference} ended`, shown + 1)
      return ended && payout.ending.regresses && shown === 1 ? 'PENDING' : status
    },
    balance,
    payouts: () => [...byReference.values()],
  }
}

const back: ReadonlySet<SimStatus> = new Set(['FAILED', 'CANCELLED', 'RETURNED'])
