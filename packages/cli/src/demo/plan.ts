/** The 24 orders of the demo: 21 that go well, and three that meet a fault. */
import type { Corridor } from '@paynode/sdk/protocol'

/** What an order of the demo is there to show. */
export type PlanKind = 'plain' | 'killed' | 'dropped' | 'unserved'

export type PlannedOrder = {
  readonly number: number
  readonly kind: PlanKind
  readonly corridor: Corridor
  /** `CORRIDOR:…` as a person would type it. */
  readonly to: string
  /** Whole tokens, as text. */
  readonly amount: string
}

const COUNT = 24
const KILLED = 1
const DROPPED = 9
const UNSERVED = 17

/** Makes the plan: corridors in turn, amounts and accounts that differ. */
export function planOrders(corridors: readonly Corridor[]): readonly PlannedOrder[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const number = index + 1
    const corridor = corridors[index % corridors.length] ?? 'NGN/bank'
    const kind = number === KILLED ? 'killed' : number === DROPPED ? 'dropped' : number === UNSERVED ? 'unserved' : 'plain'
    // The sandbox PSP drops its answer after committing when an account ends in 1111.
    const tail = kind === 'dropped' ? '1111' : String(2_300 + number * 7).padStart(4, '0')
    return {
      number,
      kind,
      corridor,
      to: toAccount(corridor, tail),
      amount: `${10 + ((number * 7) % 40)}.${String(number).padStart(2, '0')}`,
    }
  })
}

/** What a kind means, for the progress lines. */
export const kindNotes: Readonly<Record<PlanKind, string>> = {
  plain: '',
  killed: 'its claimer is killed with SIGKILL before paying',
  dropped: 'the PSP commits and drops its answer',
  unserved: 'asks more than anybody pays; its payer will take the money back',
}

/** A well-formed account of a corridor that ends in `tail` (four digits). */
export function toAccount(corridor: Corridor, tail: string): string {
  if (corridor === 'NGN/bank') return `${corridor}:058:012345${tail}`
  if (corridor === 'KES/mpesa') return `${corridor}:25471234${tail}`
  return `${corridor}:MTN:23324123${tail}`
}
